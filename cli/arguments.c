#include "cli/arguments.h"

#include <stdlib.h>
#include <string.h>

#include "study/case.h"

enum { OPTION_SET = 256, OPTION_ISA };

/* ---- --set, --quiet ---- */

static const struct argp_option INPUT_OPTIONS[] = {
  { "set", OPTION_SET, "PATH=VALUE", 0, "Put VALUE in the place of what the file says at PATH; may be repeated", 0 },
  { "quiet", 'q', NULL, 0, "No progress, no table", 0 },
  { 0 }
};

static error_t parse_input(int key, char *arg, struct argp_state *state)
{
  rx_input_arguments *a = state->input;
  switch (key) {
  case OPTION_SET: a->sets[a->n_sets++] = arg; return 0;
  case 'q': a->is_quiet = true; return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

const struct argp RX_INPUT_ARGP = { INPUT_OPTIONS, parse_input, NULL, NULL, NULL, NULL, NULL };

bool rx_input_arguments_make(rx_input_arguments *a, int argc)
{
  *a = (rx_input_arguments){ .sets = calloc((size_t)argc + 1, sizeof *a->sets) };
  return a->sets != NULL;
}

/* ---- --threads, --isa ---- */

static const struct argp_option MACHINE_OPTIONS[] = {
  { "threads", 'j', "N", 0, "Threads (default: what the file says, else all of the machine)", 0 },
  { "isa", OPTION_ISA, "LEVEL", 0,
    "Instruction-set level of the kernels: baseline, avx2 or avx512 (default avx2 where the processor has it)", 0 },
  { 0 }
};

static error_t parse_machine(int key, char *arg, struct argp_state *state)
{
  rx_machine_arguments *a = state->input;
  switch (key) {
  case 'j': {
    char *end;
    const long n = strtol(arg, &end, 10);
    if (*arg == '\0' || *end != '\0' || n < 1 || n > 4096)
      argp_error(state, "--threads takes a whole number from 1 to 4096, not \"%s\"", arg);
    a->threads = (int)n;
    return 0;
  }
  case OPTION_ISA: {
    rx_error err = { 0 };
    if (rx_case_choose_kernels(arg, &err) != RX_OK) argp_error(state, "%s", err.text);
    return 0;
  }
  default: return ARGP_ERR_UNKNOWN;
  }
}

const struct argp RX_MACHINE_ARGP = { MACHINE_OPTIONS, parse_machine, NULL, NULL, NULL, NULL, NULL };
