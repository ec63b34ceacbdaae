/* Options that several verbs have, as argp children: a verb gives their structs as child inputs at ARGP_KEY_INIT. */
#ifndef RX_CLI_ARGUMENTS_H
#define RX_CLI_ARGUMENTS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

/* --set PATH=VALUE, --quiet */
typedef struct rx_input_arguments {
  const char **sets; /* room for argc; free() it */
  size_t n_sets;
  bool is_quiet;
} rx_input_arguments;
extern const struct argp RX_INPUT_ARGP;
/* Room for as many sets as there are words. False when memory is out. */
bool rx_input_arguments_make(rx_input_arguments *a, int argc);

/* --threads N, --isa LEVEL (chosen at once) */
typedef struct rx_machine_arguments {
  int threads; /* 0: not given */
} rx_machine_arguments;
extern const struct argp RX_MACHINE_ARGP;

#endif
