#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *rx_status_text(rx_status code)
{
  switch (code) {
#define RX_STATUS_CASE(name, text)                                                                                     \
  case name: return text;
    RX_STATUS_LIST(RX_STATUS_CASE)
#undef RX_STATUS_CASE
  }
  return "unknown status";
}

rx_status rx_fail(rx_error *err, rx_status code, const char *format, ...)
{
  if (err != NULL) {
    va_list args;
    va_start(args, format);
    err->code = code;
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
  }
  return code;
}

rx_status rx_context(rx_error *err, const char *format, ...)
{
  if (err == NULL) return RX_E_INPUT;
  char inner[RX_ERROR_TEXT];
  memcpy(inner, err->text, sizeof inner);
  va_list args;
  va_start(args, format);
  const int n = vsnprintf(err->text, sizeof err->text, format, args);
  va_end(args);
  if (n >= 0) {
    /* half of the text is the cause's, however long the context is */
    const size_t most = sizeof err->text / 2, at = (size_t)n < most ? (size_t)n : most;
    char *rest = err->text + at;
    const size_t room = sizeof err->text - at - 3, length = strlen(inner), kept = length < room ? length : room;
    memcpy(rest, ": ", 2);
    memcpy(rest + 2, inner, kept);
    rest[2 + kept] = '\0';
  }
  return err->code;
}

rx_status rx_no_memory(rx_error *err)
{
  return rx_fail(err, RX_E_MEMORY, "out of memory");
}
