/* rexed-verify: runs every case of the reference tables and says how far each figure is from its reference.
 *
 * Exit status: 0 everything holds; 1 something does not; 2 bad usage or a bad table (nothing was run). */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/results/provenance.h"
#include "verify.h"

enum { KEY_REFERENCE = 'r', KEY_THREADS = 'j', KEY_MARKDOWN = 256, KEY_QUICK, MOST_TOPICS = 64, MOST_THREADS = 4096 };

static const struct argp_option OPTIONS[] = {
  { "reference", KEY_REFERENCE, "DIR", 0,
    "Tables to compare with: a folder of one topic, or of folders named like topics (default: those shipped)", 0 },
  { "markdown", KEY_MARKDOWN, "FILE", 0, "Write the tables to FILE too, as docs/verification.md", 0 },
  { "threads", KEY_THREADS, "N", 0, "Threads (default: all of the machine)", 0 },
  { "quick", KEY_QUICK, NULL, 0, "Leave the longest cases out and say which", 0 },
  { 0 },
};

typedef struct command_line {
  rx_verify_options options;
  const char *topics[MOST_TOPICS];
} command_line;

static error_t parse(int key, char *argument, struct argp_state *state)
{
  command_line *line = state->input;
  char *end = NULL;
  switch (key) {
  case KEY_REFERENCE: line->options.reference = argument; break;
  case KEY_MARKDOWN: line->options.markdown = argument; break;
  case KEY_QUICK: line->options.is_quick = true; break;
  case KEY_THREADS: {
    const long n = strtol(argument, &end, 10);
    if (end == argument || *end != '\0' || n < 1 || n > MOST_THREADS)
      argp_error(state, "threads: \"%s\" is not a number from 1 to %d", argument, MOST_THREADS);
    line->options.threads = (int)n;
    break;
  }
  case ARGP_KEY_ARG:
    if (line->options.n_topics == MOST_TOPICS) argp_error(state, "too many topics");
    line->topics[line->options.n_topics++] = argument;
    break;
  default: return ARGP_ERR_UNKNOWN;
  }
  return 0;
}

/* The topics, for the end of --help. */
static char *add_topics(int key, const char *text, void *input)
{
  (void)input;
  if (key != ARGP_KEY_HELP_POST_DOC) return (char *)text;
  char *all = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&all, &size);
  if (out == NULL) return (char *)text;
  fputs("Topics (default: all that the reference has):\n", out);
  for (const rx_topic *t = RX_TOPICS; t->name != NULL; t++) fprintf(out, "  %s: %s\n", t->name, t->meaning);
  return fclose(out) == 0 ? all : (char *)text;
}

static void print_version(FILE *out, struct argp_state *state)
{
  (void)state;
  fprintf(out, "rexed-verify %s\n", rx_version());
}

int main(int argc, char *argv[])
{
  static const struct argp parser = {
    OPTIONS,
    parse,
    "[TOPIC...]",
    "Runs every case of the reference tables and prints, for each figure, reference, value, deviation, "
    "tolerance and verdict; exit status 0 only if all hold.\v",
    NULL,
    add_topics,
    NULL
  };
  command_line line = { 0 };
  argp_err_exit_status = RX_VERIFY_BAD_INPUT;
  argp_program_version_hook = print_version;
  if (argp_parse(&parser, argc, argv, 0, NULL, &line) != 0) return RX_VERIFY_BAD_INPUT;
  line.options.topics = line.topics;
  return (int)rx_verify_run(&line.options);
}
