#include "bench/measure/peer.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

/* a run of minutes is possible with tight tolerances, an answer to `quit` of seconds is not */
#define BUILD_LIMIT_S 600.0
#define RUN_LIMIT_S   3600.0
#define QUIT_LIMIT_S  5.0

enum { LINE_LENGTH = 4096, PATH_LENGTH = 4096, N_ARGUMENTS = 32, STATUS_MISSING = 3, STATUS_NO_EXEC = 127 };

struct rx_bench_peer {
  const char *name;       /* of its kind */
  pid_t id;               /* 0: ended */
  int to, from;           /* its standard input and output */
  char line[LINE_LENGTH]; /* the last answer, and what came after it */
  size_t n_read, n_line;  /* bytes in `line`; of the last answer, with its end */
  double setup_s;
  char log[PATH_LENGTH]; /* its standard error */
};

const char *rx_bench_peer_name(rx_bench_peer_kind kind)
{
  static const char *const NAMES[RX_BENCH_N_PEERS] = { "NEURON", "Brian2", "SciPy" };
  return NAMES[kind];
}

bool rx_bench_peer_has_mode(rx_bench_peer_kind kind, const char *mode, double *dt_ms)
{
  static const struct {
    rx_bench_peer_kind kind;
    const char *form;
    bool is_step;
  } MODES[] = {
    { RX_BENCH_NEURON, "dt%lf%n", true },
    { RX_BENCH_NEURON, "dt%lf_second%n", true },
    { RX_BENCH_NEURON, "cvode_local_%lf%n", false },
    { RX_BENCH_NEURON, "cvode_global_%lf%n", false },
    { RX_BENCH_BRIAN2, "dt%lf%n", true },
    { RX_BENCH_SCIPY, "lsoda_%lf%n", false },
    { RX_BENCH_SCIPY, "odeint_%lf%n", false },
  };
  for (size_t k = 0; k < sizeof MODES / sizeof *MODES; k++) {
    double value = NAN;
    int n = -1;
    if (MODES[k].kind != kind || sscanf(mode, MODES[k].form, &value, &n) != 1 || n < 0 || mode[n] != '\0' ||
        !(value > 0) || !isfinite(value))
      continue;
    *dt_ms = MODES[k].is_step ? value : 0.0;
    return true;
  }
  return false;
}

rx_status rx_bench_peer_check_mode(const char *mode, rx_error *err)
{
  double dt_ms;
  for (int k = 0; k < RX_BENCH_N_PEERS; k++)
    if (rx_bench_peer_has_mode((rx_bench_peer_kind)k, mode, &dt_ms)) return RX_OK;
  return rx_fail(
      err, RX_E_INPUT,
      "mode \"%s\": expected dt<ms>, dt<ms>_second, cvode_local_<atol>, cvode_global_<atol> (NEURON), dt<ms> "
      "(Brian2), lsoda_<rtol> or odeint_<rtol> (SciPy)",
      mode);
}

/* the last line of the peer's messages that is not its usual talk */
static void last_words(const char *path, char words[static 256])
{
  words[0] = '\0';
  FILE *file = fopen(path, "r");
  if (file == NULL) return;
  for (char line[256]; fgets(line, sizeof line, file) != NULL;) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] != '\0' && strstr(line, "DISPLAY") == NULL && strstr(line, "graphics") == NULL)
      snprintf(words, 256, "%s", line);
  }
  fclose(file);
}

/* Waits for the process to end, at most limit_s, then kills it. Returns its exit status, -1 when it was killed. */
static int end_process(rx_bench_peer *peer, double limit_s)
{
  int status = 0;
  const double began = rx_wall_seconds();
  while (waitpid(peer->id, &status, WNOHANG) == 0) {
    if (rx_wall_seconds() - began > limit_s) {
      kill(peer->id, SIGKILL);
      waitpid(peer->id, &status, 0);
      break;
    }
    poll(NULL, 0, 10);
  }
  peer->id = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static rx_status fail_peer(rx_bench_peer *peer, const char *what, rx_error *err)
{
  char words[256];
  const int status = peer->id != 0 ? end_process(peer, 1.0) : -1;
  last_words(peer->log, words);
  if (status == STATUS_MISSING)
    return rx_fail(err, RX_E_IO, "%s is missing; \"tools/install bench\" installs it", peer->name);
  if (status == STATUS_NO_EXEC) return rx_fail(err, RX_E_IO, "%s's script cannot be started: %s", peer->name, words);
  return rx_fail(err, RX_E_IO, "%s %s%s%s", peer->name, what, words[0] != '\0' ? "; it said: " : "", words);
}

/* The next line of the peer into peer->line, without its end. */
static rx_status read_line(rx_bench_peer *peer, double limit_s, rx_error *err)
{
  memmove(peer->line, peer->line + peer->n_line, peer->n_read - peer->n_line);
  peer->n_read -= peer->n_line;
  peer->n_line = 0;
  const double end = rx_wall_seconds() + limit_s;
  for (;;) {
    char *newline = memchr(peer->line, '\n', peer->n_read);
    if (newline != NULL) {
      *newline = '\0';
      peer->n_line = (size_t)(newline - peer->line) + 1;
      return RX_OK;
    }
    if (peer->n_read == sizeof peer->line) return fail_peer(peer, "answered with too long a line", err);
    struct pollfd ready = { .fd = peer->from, .events = POLLIN };
    const double left_s = end - rx_wall_seconds();
    if (left_s <= 0) return fail_peer(peer, "did not answer in time", err);
    const int n_ready = poll(&ready, 1, (int)(1e3 * fmin(left_s, 1.0)) + 1);
    if (n_ready < 0 && errno != EINTR) return fail_peer(peer, "cannot be waited for", err);
    if (n_ready <= 0) continue;
    const ssize_t n = read(peer->from, peer->line + peer->n_read, sizeof peer->line - peer->n_read);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail_peer(peer, "ended before it answered", err);
    peer->n_read += (size_t)n;
  }
}

/* The number of a key in the line of JSON, also where it is the first of a list. */
static rx_status number_of(rx_bench_peer *peer, const char *key, double *value, rx_error *err)
{
  char quoted[64], *end;
  snprintf(quoted, sizeof quoted, "\"%s\":", key);
  const char *at = strstr(peer->line, quoted);
  if (at != NULL) {
    at += strlen(quoted);
    at += strspn(at, " [");
    *value = strtod(at, &end);
    if (end != at && isfinite(*value)) return RX_OK;
  }
  return fail_peer(peer, "gave an answer without its numbers", err);
}

/* In the child: becomes the peer. */
static void become_peer(const char *log, int input, int output, char *const arguments[])
{
  const int messages = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (messages < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(messages, 2) < 0) _exit(STATUS_NO_EXEC);
  execv(arguments[0], arguments);
  dprintf(2, "%s: %s\n", arguments[0], strerror(errno));
  _exit(STATUS_NO_EXEC);
}

static rx_status launch(rx_bench_peer *peer, char *const arguments[], rx_error *err)
{
  int to[2], from[2];
  if (pipe(to) != 0) return rx_fail(err, RX_E_IO, "a pipe cannot be made: %s", strerror(errno));
  if (pipe(from) != 0) {
    close(to[0]);
    close(to[1]);
    return rx_fail(err, RX_E_IO, "a pipe cannot be made: %s", strerror(errno));
  }
  /* the child keeps only its own two ends, so that it sees when this process ends */
  fcntl(to[1], F_SETFD, FD_CLOEXEC);
  fcntl(from[0], F_SETFD, FD_CLOEXEC);
  peer->to = to[1];
  peer->from = from[0];
  peer->id = fork();
  if (peer->id == 0) become_peer(peer->log, to[0], from[1], arguments);
  close(to[0]);
  close(from[1]);
  if (peer->id > 0) return RX_OK;
  peer->id = 0;
  return rx_fail(err, RX_E_IO, "a process for %s cannot be made: %s", peer->name, strerror(errno));
}

static rx_bench_peer *new_peer(const rx_bench_peer_place *place)
{
  rx_bench_peer *peer = calloc(1, sizeof *peer);
  if (peer == NULL) return NULL;
  peer->name = rx_bench_peer_name(place->kind);
  peer->to = peer->from = -1;
  snprintf(peer->log, sizeof peer->log, "%s/peer.log", place->work);
  return peer;
}

typedef struct argument_list {
  const char *items[N_ARGUMENTS]; /* ends with NULL */
  int n;
} argument_list;

static void add(argument_list *list, const char *name, const char *value)
{
  if (value == NULL) return;
  list->items[list->n++] = name;
  list->items[list->n++] = value;
}

rx_status rx_bench_peer_start(const rx_bench_peer_place *place, const rx_bench_peer_task *task, rx_bench_peer **out,
                              rx_error *err)
{
  *out = NULL;
  rx_bench_peer *peer = new_peer(place);
  if (peer == NULL) return rx_no_memory(err);
  char duration[32], fibres[32], nav[32], build[PATH_LENGTH];
  snprintf(duration, sizeof duration, "%.17g", task->duration);
  snprintf(fibres, sizeof fibres, "%d", task->n_fibres);
  snprintf(nav, sizeof nav, "%.17g", task->nav_scale);
  snprintf(build, sizeof build, "%s/%s-%s", place->work, peer->name, task->problem);
  argument_list list = { { place->program, "--serve" }, 2 };
  add(&list, "--problem", task->problem);
  add(&list, "--mode", task->mode);
  add(&list, "--tstop", duration);
  add(&list, "--mech", place->mechanisms);
  add(&list, "--fibres", task->n_fibres > 0 ? fibres : NULL);
  add(&list, "--nav-scale", task->nav_scale > 0 ? nav : NULL);
  add(&list, "--build", place->kind == RX_BENCH_BRIAN2 ? build : NULL);
  add(&list, "--input", task->input);
  add(&list, "--spikes", task->spikes);
  rx_status status = launch(peer, (char *const *)list.items, err);
  if (status == RX_OK) status = read_line(peer, BUILD_LIMIT_S, err);
  if (status == RX_OK) status = number_of(peer, "setup_user_s", &peer->setup_s, err);
  if (status != RX_OK) {
    rx_bench_peer_stop(peer);
    return status;
  }
  *out = peer;
  return RX_OK;
}

double rx_bench_peer_setup_s(const rx_bench_peer *peer)
{
  return peer->setup_s;
}

rx_status rx_bench_peer_probe(const rx_bench_peer_place *place, rx_error *err)
{
  const char *name = rx_bench_peer_name(place->kind);
  if (access(place->program, X_OK) != 0)
    return rx_fail(err, RX_E_IO, "%s: %s (%s's script; --scripts)", place->program, strerror(errno), name);
  if (place->mechanisms != NULL && access(place->mechanisms, R_OK) != 0)
    return rx_fail(err, RX_E_IO, "%s: %s (%s's compiled mechanisms; bench/run makes them)", place->mechanisms,
                   strerror(errno), name);
  rx_bench_peer *peer = new_peer(place);
  if (peer == NULL) return rx_no_memory(err);
  argument_list list = { { place->program, "--probe" }, 2 };
  add(&list, "--mech", place->mechanisms);
  double ready;
  rx_status status = launch(peer, (char *const *)list.items, err);
  if (status == RX_OK) status = read_line(peer, BUILD_LIMIT_S, err);
  if (status == RX_OK) status = number_of(peer, "ready", &ready, err);
  rx_bench_peer_stop(peer);
  return status;
}

static bool say(rx_bench_peer *peer, const char *word)
{
  const size_t n = strlen(word);
  return write(peer->to, word, n) == (ssize_t)n;
}

rx_status rx_bench_peer_run(rx_bench_peer *peer, rx_bench_peer_times *times, rx_error *err)
{
  if (!say(peer, "run\n")) return fail_peer(peer, "ended before its run", err);
  RX_TRY(read_line(peer, RUN_LIMIT_S, err));
  RX_TRY(number_of(peer, "run_user_s", &times->user_s, err));
  return number_of(peer, "run_wall_s", &times->wall_s, err);
}

rx_status rx_bench_peer_value(rx_bench_peer *peer, const char *key, double *value, rx_error *err)
{
  return number_of(peer, key, value, err);
}

void rx_bench_peer_stop(rx_bench_peer *peer)
{
  if (peer == NULL) return;
  if (peer->id > 0) {
    say(peer, "quit\n");
    end_process(peer, QUIT_LIMIT_S);
  }
  if (peer->to >= 0) close(peer->to);
  if (peer->from >= 0) close(peer->from);
  free(peer);
}
