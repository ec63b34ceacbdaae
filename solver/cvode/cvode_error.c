#include "solver/cvode/cvode_error.h"

#include <cvode/cvode.h>
#include <stdio.h>
#include <stdlib.h>

static void catch_message(int code, const char *module, const char *function, char *message, void *error)
{
  (void)module, (void)function;
  if (code < 0) snprintf(((rx_cvode_error *)error)->text, RX_CVODE_TEXT, "%s", message); /* above 0: warnings */
}

void rx_cvode_error_catch(void *cvode, rx_cvode_error *error)
{
  error->text[0] = '\0';
  CVodeSetErrHandlerFn(cvode, catch_message, error);
}

const char *rx_cvode_error_reason(rx_cvode_error *error, int flag)
{
  if (error->text[0] == '\0') {
    char *name = CVodeGetReturnFlagName(flag);
    snprintf(error->text, sizeof error->text, "%s", name != NULL ? name : "unknown flag");
    free(name);
  }
  return error->text;
}
