/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The test guest's workload. It reads commands from standard input, one a line:
 *
 *   TOKEN ping
 *   TOKEN workload RESIDENT HOT     (MiB; RESIDENT 0: no workload)
 *   TOKEN pin SIZE                  (MiB; 0: nothing is pinned any more)
 *
 * and answers each on standard output, the guest's console:
 *
 *   vbtest: TOKEN done TEXT         or         vbtest: TOKEN failed TEXT
 *
 * A command that comes again with the token of the last one is passed over, so the host may repeat
 * itself until it is heard.
 *
 * The memory belongs to a second process, the worker. It touches RESIDENT MiB and then reads them for
 * ever without a system call and without its stack, 90 % of the reads in the first HOT MiB: accesses
 * of its own would all be near ones and hide the contrast that the guest is there to show. One worker,
 * started while the near tier is free, serves all phases and gives a phase's memory back before it
 * takes the next one's.
 *
 * Pinned memory belongs to a third process, the pinner. It splices its pages into pipes that nobody
 * reads: a reference that the kernel cannot move, so the pages stay where they are, in a movable zone as
 * well, and a virtio-mem device cannot give up their blocks.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, HUGE_PAGE = 2 << 20, MAX_MIB = 1 << 20, LINE = 160, TOKEN = 32 };
enum { MAX_PINNED_MIB = 1024 }; /* a descriptor holds 2 MiB, and a process has 1024 of them */
enum { NEW_PHASE = SIGUSR1, RESIDENT = 'r', NO_ROOM = 'n' };
static const uint64_t DEVICE_START = 1ull << 32; /* devices lie above 4 GiB, the guest's other memory below */
static const uint64_t FRAME_NUMBER = (1ull << 55) - 1; /* the bits of an entry in /proc/self/pagemap */

/* What the worker is to do; shared with it, and read by it after a NEW_PHASE signal. */
struct phase {
  uint64_t resident, hot; /* bytes */
};

static volatile struct phase *phase;
static pid_t worker;            /* 0: there is none */
static int worker_says;         /* a byte a phase: RESIDENT or NO_ROOM */
static pid_t pinner;            /* 0: there is none */
static sigjmp_buf worker_start; /* where the worker goes on at a new phase */
static char last_token[TOKEN];

/* One write a line: what the kernel prints on the console then falls between lines, not into them. */
static void say(const char *format, ...) {
  char line[2 * LINE];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (write(STDOUT_FILENO, line, (size_t)length) < 0) _exit(1);
}

/* --- the worker --- */

static _Noreturn void read_for_ever(const volatile char *memory, uint64_t resident, uint64_t hot) {
  uint64_t random = 88172645463325252u; /* xorshift64 */
  for (;;) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    uint64_t range = random % 10 < 9 ? hot : resident;
    (void)memory[((random >> 32) * range) >> 32];
  }
}

/*
 * Huge pages, aligned for it: a NUMA balancing scan over them costs 80 faults and not 40000, whose
 * accesses in the guest's kernel would again be near ones. Without the advice the kernel takes no huge
 * page from a node that is not the CPU's own.
 */
static char *make_resident(char *mapping, uint64_t resident) {
  char *memory = mapping + HUGE_PAGE - (uintptr_t)mapping % HUGE_PAGE;
  madvise(memory, resident, MADV_HUGEPAGE);
  for (uint64_t i = 0; i < resident; i += PAGE) memory[i] = 1;
  return memory;
}

static void on_new_phase(int signal) {
  (void)signal;
  siglongjmp(worker_start, 1);
}

static void answer_agent(int agent, char byte) {
  if (write(agent, &byte, 1) != 1) _exit(1);
}

/* NEW_PHASE is blocked except where the worker reads or has nothing to do: it never tears a mapping. */
static _Noreturn void work(int agent) {
  static char *mapping = MAP_FAILED;
  static size_t mapped;
  sigset_t none;
  struct sigaction action = {.sa_handler = on_new_phase};
  sigemptyset(&none);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigaction(NEW_PHASE, &action, NULL);
  sigsetjmp(worker_start, 1);
  if (mapping != MAP_FAILED) munmap(mapping, mapped);
  uint64_t resident = phase->resident, hot = phase->hot;
  mapping = MAP_FAILED;
  if (resident > 0) {
    mapped = resident + HUGE_PAGE;
    mapping = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  }
  if (mapping == MAP_FAILED) {
    answer_agent(agent, resident > 0 ? NO_ROOM : RESIDENT);
    for (;;) sigsuspend(&none);
  }
  char *memory = make_resident(mapping, resident);
  answer_agent(agent, RESIDENT);
  sigprocmask(SIG_SETMASK, &none, NULL);
  read_for_ever(memory, resident, hot);
}

/* --- the pinner --- */

/* Whether a page of the caller's lies in a memory device. */
static bool in_device(int pagemap, const char *page) {
  uint64_t entry;
  off_t place = (off_t)((uintptr_t)page / PAGE * sizeof entry);
  if (pread(pagemap, &entry, sizeof entry, place) != sizeof entry) return false;
  return (entry & FRAME_NUMBER) * PAGE >= DEVICE_START;
}

/* Puts a huge page's worth into a pipe of its own; the read end stays open. */
static bool pin_huge_page(char *memory) {
  int ends[2];
  struct iovec rest = {.iov_base = memory, .iov_len = HUGE_PAGE};
  if (pipe(ends) < 0 || fcntl(ends[1], F_SETPIPE_SZ, HUGE_PAGE) < 0) return false;
  while (rest.iov_len > 0) {
    ssize_t done = vmsplice(ends[1], &rest, 1, SPLICE_F_NONBLOCK);
    if (done <= 0) return false;
    rest.iov_base = (char *)rest.iov_base + done;
    rest.iov_len -= (size_t)done;
  }
  return close(ends[1]) == 0;
}

/* Tells the agent how many pages lie in memory devices, or ends without a word. */
static _Noreturn void hold(uint64_t size, int agent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  char *mapping = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int pagemap = open("/proc/self/pagemap", O_RDONLY);
  if (mapping == MAP_FAILED || pagemap < 0) _exit(1);
  char *memory = make_resident(mapping, size);
  int64_t in_devices = 0;
  for (uint64_t i = 0; i < size; i += HUGE_PAGE)
    if (!pin_huge_page(memory + i)) _exit(1);
  for (uint64_t i = 0; i < size; i += PAGE) in_devices += in_device(pagemap, memory + i);
  if (write(agent, &in_devices, sizeof in_devices) != sizeof in_devices) _exit(1);
  for (;;) pause();
}

/* --- the agent --- */

/* What the worker says next; NO_ROOM if it is no more. */
static char hear_worker(void) {
  char byte;
  ssize_t got;
  do got = read(worker_says, &byte, 1);
  while (got < 0 && errno == EINTR);
  return got == 1 ? byte : NO_ROOM;
}

/* Starts the worker, with no workload. */
static void start_worker(void) {
  int ends[2];
  sigset_t blocked, before;
  phase->resident = 0;
  if (pipe(ends) < 0) return;
  sigemptyset(&blocked);
  sigaddset(&blocked, NEW_PHASE);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    work(ends[1]);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  worker_says = ends[0];
  hear_worker();
  worker = child > 0 ? child : 0;
}

/* The kernel ends the worker where the guest has too little memory for it. */
static void bury_worker(void) {
  if (worker && waitpid(worker, NULL, WNOHANG) != worker) return;
  if (worker) close(worker_says);
  worker = 0;
  start_worker();
}

static void on_child_end(int signal) {
  static const char message[] = "vbtest: the guest kernel ended the workload or the pinner, likely out of memory\n";
  (void)signal;
  if (write(STDOUT_FILENO, message, sizeof message - 1) < 0) _exit(1);
}

static void switch_workload(unsigned long resident, unsigned long hot, char *answer) {
  if (resident > MAX_MIB || hot > resident || (resident > 0 && hot == 0)) {
    snprintf(answer, LINE, "failed %lu MiB hot of %lu MiB resident is not possible", hot, resident);
    return;
  }
  bury_worker();
  phase->resident = (uint64_t)resident << 20;
  phase->hot = (uint64_t)hot << 20;
  if (worker) kill(worker, NEW_PHASE);
  if (!worker || hear_worker() == NO_ROOM)
    snprintf(answer, LINE, "failed %lu MiB do not fit into the guest", resident);
  else if (resident == 0)
    snprintf(answer, LINE, "done no workload");
  else
    snprintf(answer, LINE, "done %lu MiB resident, %lu MiB hot", resident, hot);
}

/* Starts a pinner; tells how many of its pages lie in memory devices, or -1 where it pinned less than asked. */
static int64_t start_pinner(uint64_t size) {
  int ends[2];
  int64_t in_devices = -1;
  ssize_t got;
  if (pipe(ends) < 0) return -1;
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    hold(size, ends[1]);
  }
  close(ends[1]);
  pinner = child > 0 ? child : 0;
  do got = read(ends[0], &in_devices, sizeof in_devices);
  while (got < 0 && errno == EINTR);
  close(ends[0]);
  return got == sizeof in_devices ? in_devices : -1;
}

static void stop_pinner(void) {
  if (!pinner) return;
  kill(pinner, SIGKILL);
  waitpid(pinner, NULL, 0);
  pinner = 0;
}

static void pin(unsigned long mib, char *answer) {
  struct sigaction unheard = {.sa_handler = SIG_DFL}, before;
  int64_t in_devices = 0;
  if (mib > MAX_PINNED_MIB || mib % 2 != 0) {
    snprintf(answer, LINE, "failed %lu MiB is no even number up to %d", mib, MAX_PINNED_MIB);
    return;
  }
  /* That a pinner ends here is no news. */
  sigaction(SIGCHLD, &unheard, &before);
  stop_pinner();
  if (mib > 0) in_devices = start_pinner((uint64_t)mib << 20);
  if (in_devices < 0) stop_pinner();
  sigaction(SIGCHLD, &before, NULL);
  if (in_devices < 0)
    snprintf(answer, LINE, "failed %lu MiB cannot be pinned", mib);
  else
    snprintf(answer, LINE, "done %lu MiB pinned, %lu MiB of them in memory devices", mib,
             (unsigned long)(in_devices * PAGE >> 20));
}

/* A node's free memory in KiB, or -1 where there is no such node. */
static long free_memory(int node) {
  char path[64], line[LINE];
  snprintf(path, sizeof path, "/sys/devices/system/node/node%d/meminfo", node);
  FILE *file = fopen(path, "r");
  if (!file) return -1;
  long kib = 0;
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "Node %*d MemFree: %ld kB", &kib) == 1) break;
  fclose(file);
  return kib;
}

/* Free memory per tier: what one needs to see to know what a balloon has taken. */
static void append_free_memory(char *answer) {
  long far = 0;
  int node = 1;
  for (long kib; (kib = free_memory(node)) >= 0; node++) far += kib;
  size_t used = strlen(answer);
  used += (size_t)snprintf(answer + used, LINE - used, "; near free %ld MiB", free_memory(0) >> 10);
  if (node > 1) snprintf(answer + used, LINE - used, "; far free %ld MiB", far >> 10);
}

static void obey(const char *line) {
  char token[TOKEN], verb[TOKEN], answer[LINE];
  unsigned long resident, hot;
  int fields = sscanf(line, "%31s %31s %lu %lu", token, verb, &resident, &hot);
  if (fields < 2 || !strcmp(token, last_token)) return;
  strcpy(last_token, token);
  if (!strcmp(verb, "workload") && fields == 4)
    switch_workload(resident, hot, answer);
  else if (!strcmp(verb, "pin") && fields == 3)
    pin(resident, answer);
  else if (!strcmp(verb, "ping"))
    strcpy(answer, "done ping");
  else
    strcpy(answer, "failed this is no command");
  append_free_memory(answer);
  say("vbtest: %s %s\n", token, answer);
}

int main(void) {
  char line[LINE];
  struct sigaction action = {.sa_handler = on_child_end, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
  phase = mmap(NULL, sizeof *phase, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (phase == MAP_FAILED) return 1;
  start_worker();
  sigaction(SIGCHLD, &action, NULL);
  while (fgets(line, sizeof line, stdin)) obey(line);
  return 0;
}
