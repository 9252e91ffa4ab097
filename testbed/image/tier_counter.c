/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A QEMU TCG plugin that counts the guest's memory accesses per tier.
 *
 *   -plugin libtier_counter.so,near=LO-HI[,near=LO-HI...][,batch=1024]
 *
 * An access to RAM inside a near range is near, any other access to RAM is far; device registers are
 * not counted. Every `batch` accesses of a vCPU to a tier, that tier's function below is called. The
 * functions do nothing: they are places for a uprobe, so that perf_event_open() on the QEMU process
 * counts accesses per tier on machines without a PMU.
 *
 * What the plugin API of QEMU 7.2 calls the physical address is not quite the guest's: it is the
 * offset of the RAM block, plus the offset within it, plus where the block's region lies in its
 * container. With less than 2 GiB of memory and cells in order, cell 0 is reported where it is and
 * each later cell is shifted up by its own start, so a range that covers cell 0 holds nothing else.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

#ifndef PLUGIN_API
#define PLUGIN_API 1
#endif

/* The part of QEMU's plugin interface that is used here; Debian does not package the header. */
typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
struct qemu_info;
struct qemu_plugin_hwaddr;
struct qemu_plugin_insn;
struct qemu_plugin_tb;
typedef void (*translation_callback)(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void (*access_callback)(unsigned vcpu, qemu_plugin_meminfo_t, uint64_t vaddr, void *data);

extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, translation_callback);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *, access_callback, int flags,
                                             int direction, void *data);
extern struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(qemu_plugin_meminfo_t, uint64_t vaddr);
extern bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *);
extern uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *);

EXPORT int qemu_plugin_version = PLUGIN_API;

enum { NO_REGISTERS = 0, READ_AND_WRITE = 3 };
enum { MAX_RANGES = 8, MAX_VCPUS = 64, CACHE_LINE = 64 };

struct range {
  uint64_t lo, hi; /* hi is the first address behind the range */
};

/* One line a vCPU: its thread alone writes it, so nothing is lost and no line is shared. */
struct counter {
  uint64_t near, far;
} __attribute__((aligned(CACHE_LINE)));

static struct range near_ranges[MAX_RANGES];
static size_t near_range_count;
static uint64_t batch = 1024;
static struct counter counters[MAX_VCPUS];

/* The empty asm keeps the calls: without it the compiler would see that nothing happens here. */
EXPORT __attribute__((noinline)) void tier_near_accesses(void) { __asm__ volatile("" ::: "memory"); }
EXPORT __attribute__((noinline)) void tier_far_accesses(void) { __asm__ volatile("" ::: "memory"); }

static bool is_near(uint64_t address) {
  for (size_t i = 0; i < near_range_count; i++)
    if (address >= near_ranges[i].lo && address < near_ranges[i].hi) return true;
  return false;
}

static void on_access(unsigned vcpu, qemu_plugin_meminfo_t info, uint64_t vaddr, void *data) {
  (void)data;
  const struct qemu_plugin_hwaddr *where = qemu_plugin_get_hwaddr(info, vaddr);
  if (!where || qemu_plugin_hwaddr_is_io(where)) return;
  struct counter *counter = &counters[vcpu % MAX_VCPUS];
  if (is_near(qemu_plugin_hwaddr_phys_addr(where))) {
    if (++counter->near == batch) {
      counter->near = 0;
      tier_near_accesses();
    }
  } else if (++counter->far == batch) {
    counter->far = 0;
    tier_far_accesses();
  }
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
  (void)id;
  size_t count = qemu_plugin_tb_n_insns(block);
  for (size_t i = 0; i < count; i++)
    qemu_plugin_register_vcpu_mem_cb(qemu_plugin_tb_get_insn(block, i), on_access, NO_REGISTERS,
                                     READ_AND_WRITE, NULL);
}

static bool parse_range(const char *text) {
  char *end;
  if (near_range_count == MAX_RANGES) return false;
  struct range *range = &near_ranges[near_range_count++];
  range->lo = strtoull(text, &end, 0);
  if (end == text || *end != '-') return false;
  text = end + 1;
  range->hi = strtoull(text, &end, 0);
  return end != text && !*end && range->lo < range->hi;
}

static bool parse_batch(const char *text) {
  char *end;
  batch = strtoull(text, &end, 0);
  return end != text && !*end && batch > 0;
}

static bool parse_argument(const char *argument) {
  if (!strncmp(argument, "near=", 5)) return parse_range(argument + 5);
  if (!strncmp(argument, "batch=", 6)) return parse_batch(argument + 6);
  return false;
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
                               char **argv) {
  (void)info;
  for (int i = 0; i < argc; i++) {
    if (!parse_argument(argv[i])) {
      fprintf(stderr, "tier_counter: cannot use '%s'; give near=LO-HI or batch=N\n", argv[i]);
      return -1;
    }
  }
  if (near_range_count == 0) {
    fprintf(stderr, "tier_counter: no near range; give near=LO-HI\n");
    return -1;
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
  return 0;
}
