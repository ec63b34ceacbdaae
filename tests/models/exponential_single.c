/* The exponential of single precision in a file of its own: the header is compiled in one form per file. */
#define RX_SINGLE
#define RX_EXP_SHORT
#include "base/exponential.h"

float single_exp2(float t);
float single_exp2m1(float t);

float single_exp2(float t)
{
  return rx_exp2_short(t);
}

float single_exp2m1(float t)
{
  return rx_exp2m1_short(t);
}
