#include "analysis/motor/pic_clamp.h"

#include <math.h>

/* A limb of a ramp, read in ascending voltage: sample k is at [first + k*step]. */
typedef struct limb {
  const double *V, *I;
  size_t n;
  ptrdiff_t step;
} limb;

static double V_at(const limb *l, size_t k)
{
  return l->V[(ptrdiff_t)k * l->step];
}

static double I_at(const limb *l, size_t k)
{
  return l->I[(ptrdiff_t)k * l->step];
}

/* dI/dV by central differences, one-sided at the ends; the weights of uneven steps keep them of second order. */
static double slope_at(const limb *l, size_t k)
{
  if (k == 0) return (I_at(l, 1) - I_at(l, 0)) / (V_at(l, 1) - V_at(l, 0));
  if (k + 1 == l->n) return (I_at(l, k) - I_at(l, k - 1)) / (V_at(l, k) - V_at(l, k - 1));
  const double below = V_at(l, k) - V_at(l, k - 1), above = V_at(l, k + 1) - V_at(l, k);
  const double left = (I_at(l, k) - I_at(l, k - 1)) / below, right = (I_at(l, k + 1) - I_at(l, k)) / above;
  return (left * above + right * below) / (below + above);
}

/* Where the slope first turns from rising to falling above the leak line's end. */
static double turn_of(const limb *l)
{
  for (size_t k = 0; k + 1 < l->n; k++)
    if (V_at(l, k) > RX_PIC_LEAK_TO_MV && slope_at(l, k) > 0 && slope_at(l, k + 1) <= 0) return V_at(l, k);
  return NAN;
}

static rx_status fit_leak(const limb *l, rx_pic_clamp *pic, rx_error *err)
{
  double n = 0, V = 0, I = 0, VV = 0, VI = 0;
  for (size_t k = 0; k < l->n; k++)
    if (V_at(l, k) >= RX_PIC_LEAK_FROM_MV && V_at(l, k) <= RX_PIC_LEAK_TO_MV) n++, V += V_at(l, k), I += I_at(l, k);
  if (n < 2)
    return rx_fail(err, RX_E_INPUT,
                   "the ascending limb has %.0f samples at %g … %g mV; the leak line takes two at least", n,
                   RX_PIC_LEAK_FROM_MV, RX_PIC_LEAK_TO_MV);
  V /= n, I /= n;
  for (size_t k = 0; k < l->n; k++)
    if (V_at(l, k) >= RX_PIC_LEAK_FROM_MV && V_at(l, k) <= RX_PIC_LEAK_TO_MV) {
      VV += (V_at(l, k) - V) * (V_at(l, k) - V);
      VI += (V_at(l, k) - V) * (I_at(l, k) - I);
    }
  pic->conductance_uS = VI / VV;
  pic->leak_nA = I - pic->conductance_uS * V;
  return RX_OK;
}

/* Largest line - I at or below `highest` mV; NaN where the limb has no such sample. */
static double largest_of(const limb *l, const rx_pic_clamp *pic, double highest_mV, double *at_mV)
{
  double largest = NAN;
  for (size_t k = 0; k < l->n; k++) {
    const double inward = pic->leak_nA + pic->conductance_uS * V_at(l, k) - I_at(l, k);
    if (V_at(l, k) > highest_mV || inward <= largest) continue;
    largest = inward;
    if (at_mV != NULL) *at_mV = V_at(l, k);
  }
  return largest;
}

rx_status rx_pic_clamp_of(size_t n, const double V_mV[], const double I_nA[], rx_pic_clamp *pic, rx_error *err)
{
  size_t top = 0;
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(V_mV[i]) || !isfinite(I_nA[i]))
      return rx_fail(err, RX_E_INPUT, "sample %zu of the clamp is not finite: %g mV, %g nA", i, V_mV[i], I_nA[i]);
    if (V_mV[i] > V_mV[top]) top = i;
  }
  size_t first = top, last = top;
  while (first > 0 && V_mV[first - 1] < V_mV[first]) first--;
  while (last + 1 < n && V_mV[last + 1] < V_mV[last]) last++;
  const limb up = { V_mV + first, I_nA + first, n > 0 ? top - first + 1 : 0, 1 };
  const limb down = { V_mV + last, I_nA + last, n > 0 ? last - top + 1 : 0, -1 };
  RX_TRY(fit_leak(&up, pic, err));
  if (down.n < 2 || V_at(&down, 0) > RX_PIC_40_MV)
    return rx_fail(err, RX_E_INPUT, "the descending limb does not go down to %g mV", RX_PIC_40_MV);
  pic->pic_nA = largest_of(&up, pic, INFINITY, &pic->at_mV);
  pic->pic40_up_nA = largest_of(&up, pic, RX_PIC_40_MV, NULL);
  pic->pic40_down_nA = largest_of(&down, pic, RX_PIC_40_MV, NULL);
  pic->onset_mV = turn_of(&up);
  pic->offset_mV = turn_of(&down);
  return RX_OK;
}
