/* The short exponential in a file of its own: the header is compiled in one precision per file. */
#define RX_EXP_SHORT
#include "base/exponential.h"

double short_exp(double x);
double short_expm1(double x);

double short_exp(double x)
{
  return rx_exp(x);
}

double short_expm1(double x)
{
  return rx_expm1(x);
}
