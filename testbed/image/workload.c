/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The test guest's workload. It reads commands from standard input, one a line:
 *
 *   TOKEN ping
 *   TOKEN workload RESIDENT HOT     (MiB; RESIDENT 0: no workload)
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
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, HUGE_PAGE = 2 << 20, MAX_MIB = 1 << 20, LINE = 160, TOKEN = 32 };
enum { NEW_PHASE = SIGUSR1, RESIDENT = 'r', NO_ROOM = 'n' };

/* What the worker is to do; shared with it, and read by it after a NEW_PHASE signal. */
struct phase {
  uint64_t resident, hot; /* bytes */
};

static volatile struct phase *phase;
static pid_t worker;            /* 0: there is none */
static int worker_says;         /* a byte a phase: RESIDENT or NO_ROOM */
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
  static const char message[] = "vbtest: the guest kernel ended the workload, likely out of memory\n";
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

/* Free memory per tier: what one needs to see to know what a balloon has taken. */
static void append_free_memory(char *answer) {
  for (int node = 0; node < 2; node++) {
    char path[64], line[LINE];
    snprintf(path, sizeof path, "/sys/devices/system/node/node%d/meminfo", node);
    FILE *file = fopen(path, "r");
    if (!file) return;
    unsigned long kib = 0;
    while (fgets(line, sizeof line, file))
      if (sscanf(line, "Node %*d MemFree: %lu kB", &kib) == 1) break;
    fclose(file);
    size_t used = strlen(answer);
    snprintf(answer + used, LINE - used, "; %s free %lu MiB", node == 0 ? "near" : "far", kib >> 10);
  }
}

static void obey(const char *line) {
  char token[TOKEN], verb[TOKEN], answer[LINE];
  unsigned long resident, hot;
  int fields = sscanf(line, "%31s %31s %lu %lu", token, verb, &resident, &hot);
  if (fields < 2 || !strcmp(token, last_token)) return;
  strcpy(last_token, token);
  if (!strcmp(verb, "workload") && fields == 4)
    switch_workload(resident, hot, answer);
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
