/* A wrong config and what must be said of it, for the tests of readers. Most cases are a small experiment with one thing wrong; files
 * they name are in tests/io/bad. */
#ifndef RX_TEST_BAD_CONFIGS_H
#define RX_TEST_BAD_CONFIGS_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment.h"

#define NAME       "experiment: x\n"
#define DDH        "circuit: ddh\n"
#define BRUSH      "stimuli: {b: {kind: brush, duration: 100 ms}}\n"
#define CONDITIONS "conditions: {healthy: {reference: true}, lost: {phenotypes: [inhibition_lost]}}\n"
#define PULSE      "stimuli: {p: {kind: current_clamp, amplitude: 2 nA, duration: 0.1 ms}}\n"
#define BASE       NAME DDH BRUSH /* good as it is; three lines */
#define TEXT(text) text, sizeof(text) - 1

/* As if the text were a file there: what it names is looked for beside it. */
static const char FILE_NAME[] = "tests/io/bad/x.yaml";

typedef struct bad_config {
  const char *name;
  const char *text;
  size_t n;
  const char *sets[3];  /* PATH=VALUE; NULL ends the list */
  const char *expected; /* beginning of each line of the problems, in order; @ stands for tests/io/bad */
} bad_config;

/* All problems of a text, as one text that the caller frees; reading must fail. */
static inline char *problems_of(const bad_config *c)
{
  rx_problems *problems = rx_problems_create();
  rx_experiment *experiment = NULL;
  rx_error err = { 0 };
  size_t n_sets = 0;
  while (n_sets < sizeof c->sets / sizeof *c->sets && c->sets[n_sets] != NULL) n_sets++;
  const rx_status status =
      rx_experiment_read_text(c->text, c->n, FILE_NAME, n_sets, c->sets, problems, &experiment, &err);
  cr_expect_eq(status, RX_E_INPUT, "%s: %s", c->name, rx_status_text(status));
  cr_expect_null(experiment, "%s", c->name);
  char *text = rx_problems_text(problems);
  rx_problems_free(problems);
  return text;
}

/* True if each line of found begins with the line of expected. */
static inline bool begins_with(const char *found, const char *expected)
{
  while (*expected != '\0') {
    for (; *expected != '\n'; expected++, found++) {
      if (*expected == '@' && strncmp(found, "tests/io/bad", 12) == 0)
        found += 11;
      else if (*found != *expected)
        return false;
    }
    expected++;
    found += strcspn(found, "\n");
    found += *found == '\n';
  }
  return *found == '\0';
}

/* Each is answered with its own problems, all of them, at their places, and with nothing that only follows from them. */
static inline void each_is_answered(size_t n, const bad_config cases[])
{
  for (size_t i = 0; i < n; i++) {
    char *found = problems_of(&cases[i]);
    cr_expect(begins_with(found, cases[i].expected), "%s: found\n%sexpected\n%s", cases[i].name, found,
              cases[i].expected);
    free(found);
  }
}

#endif
