/* What an assay gives: its numbers and curves with their names, before it has run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/assays/assay_parts.h"

int rx_assay_electrode(const rx_assay *assay, const rx_network *network)
{
  return rx_cell_type_compartment(network->types[network->type_of[0]], assay->section_index, assay->at);
}

static bool is_at(const rx_insertion *in, int compartment)
{
  return compartment >= in->first_compartment && compartment < in->first_compartment + in->n_compartments;
}

const rx_insertion *rx_assay_channel(const rx_assay *assay, const rx_network *network, size_t i)
{
  const rx_cell_type *type = network->types[network->type_of[0]];
  const int compartment = rx_assay_electrode(assay, network);
  if (assay->n_channels > 0 && i >= assay->n_channels) return NULL;
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    if (!is_at(in, compartment)) continue;
    if (assay->n_channels > 0
            ? strcmp(in->channel->name, assay->channels[i]) == 0
            : in->channel->ion == RX_ION_NA && in->channel->n_gates > in->channel->n_sites && i-- == 0)
      return in;
  }
  return NULL;
}

/* How many there are; RX_E_INPUT where one that was asked for is not there. */
static rx_status count_channels(const rx_assay *assay, const rx_network *network, size_t *n, rx_error *err)
{
  for (*n = 0; rx_assay_channel(assay, network, *n) != NULL;) ++*n;
  if (*n == 0 && assay->n_channels == 0)
    return rx_fail(err, RX_E_INPUT, "%s: there is no gated channel of sodium under the electrode: name channels",
                   RX_ASSAY_KINDS[assay->kind].name);
  if (*n < assay->n_channels)
    return rx_fail(err, RX_E_INPUT, "%s: there is no channel \"%s\" under the electrode",
                   RX_ASSAY_KINDS[assay->kind].name, assay->channels[*n]);
  return RX_OK;
}

static rx_status allocate(rx_assay_result *r, size_t n_numbers, size_t n_points, size_t n_curves, rx_error *err)
{
  r->numbers = calloc(n_numbers + 1, sizeof *r->numbers);
  r->curves = calloc(n_curves + 1, sizeof *r->curves);
  r->x = calloc(n_points + 1, sizeof *r->x);
  if (r->numbers == NULL || r->curves == NULL || r->x == NULL) return rx_no_memory(err);
  r->n_points = n_points;
  for (size_t k = 0; k < n_curves; k++) {
    r->curves[k].y = calloc(n_points + 1, sizeof *r->curves[k].y);
    if (r->curves[k].y == NULL) return rx_no_memory(err);
    r->n_curves++;
    for (size_t i = 0; i < n_points; i++) r->curves[k].y[i] = NAN;
  }
  return RX_OK;
}

static void add_number(rx_assay_result *r, const char *name, const char *channel, const char *units,
                       const char *long_name)
{
  rx_assay_number *number = &r->numbers[r->n_numbers++];
  snprintf(number->name, sizeof number->name, "%s%s", name, channel);
  snprintf(number->long_name, sizeof number->long_name, "%s%s", long_name, channel);
  number->units = units;
  number->value = NAN;
}

static void name_curve(rx_assay_curve *curve, const char *name, const char *channel, const char *units,
                       const char *long_name)
{
  snprintf(curve->name, sizeof curve->name, "%s%s", name, channel);
  snprintf(curve->long_name, sizeof curve->long_name, "%s%s", long_name, channel);
  curve->units = units;
}

static rx_status make_rheobase(rx_assay_result *r, rx_error *err)
{
  RX_TRY(allocate(r, 3, 0, 0, err));
  add_number(r, "rheobase", "", "pA", "smallest current step that gives a spike; 0: fires without input");
  add_number(r, "spikes_at_2x", "", "1", "spikes under a step of 2 times the rheobase");
  add_number(r, "spikes_at_10x", "", "1", "spikes under a step of 10 times the rheobase");
  return RX_OK;
}

static rx_status make_f_i(const rx_assay *assay, rx_assay_result *r, rx_error *err)
{
  RX_TRY(allocate(r, 2, rx_assay_points(assay), 4, err));
  add_number(r, "most_spikes", "", "1", "largest number of spikes under one of the steps");
  add_number(r, "first_firing_current", "", "pA", "smallest current of the series that gives a spike");
  r->x_name = "current";
  r->x_units = "pA";
  name_curve(&r->curves[F_I_SPIKES], "spikes", "", "1", "spikes from the onset of the step on");
  name_curve(&r->curves[F_I_FIRST_RATE], "first_rate", "", "Hz", "rate of the first interval");
  name_curve(&r->curves[F_I_LAST_RATE], "last_rate", "", "Hz", "rate of the last interval");
  name_curve(&r->curves[F_I_LATENCY], "latency", "", "ms", "first spike after the onset of the step");
  return RX_OK;
}

static rx_status make_spontaneous(rx_assay_result *r, rx_error *err)
{
  RX_TRY(allocate(r, 2, 0, 0, err));
  add_number(r, "rest", "", "mV", "membrane potential without input, of a cell that does not fire");
  add_number(r, "spontaneous_rate", "", "Hz", "rate without input");
  return RX_OK;
}

static rx_status make_clamp(const rx_assay *assay, const rx_network *network, rx_assay_result *r, rx_error *err)
{
  const bool is_activation = assay->kind == RX_ASSAY_ACTIVATION;
  size_t n = 0;
  RX_TRY(count_channels(assay, network, &n, err));
  RX_TRY(allocate(r, n, rx_assay_points(assay), is_activation ? 2 * n : n, err));
  r->x_name = is_activation ? "potential" : "potential of the prepulse";
  r->x_units = "mV";
  for (size_t k = 0; k < n; k++) {
    const char *channel = rx_assay_channel(assay, network, k)->channel->name;
    if (is_activation) {
      add_number(r, "half_activation_", channel, "mV", "potential of half of the largest conductance of ");
      name_curve(&r->curves[2 * k], "i_", channel, "mA/cm2", "peak current of ");
      name_curve(&r->curves[2 * k + 1], "g_", channel, "1", "peak conductance over the largest, of ");
    } else {
      add_number(r, "half_inactivation_", channel, "mV", "prepulse that leaves half of the largest current of ");
      name_curve(&r->curves[k], "available_", channel, "1", "peak current over the largest, of ");
    }
  }
  return RX_OK;
}

static rx_status make_conduction(const rx_assay *assay, rx_assay_result *r, rx_error *err)
{
  RX_TRY(allocate(r, 4, (size_t)(assay->pulses + assay->recovery_pulses), 2, err));
  add_number(r, "velocity", "", "m/s", "conduction velocity of the first spike");
  add_number(r, "arrived", "", "1", "spikes that passed both places");
  add_number(r, "slowing", "", "%", "growth of the latency to the last pulse of the train");
  add_number(r, "slowing_left", "", "%", "growth of the latency that is left at the last pulse after the train");
  r->x_name = "pulse";
  r->x_units = "1";
  name_curve(&r->curves[CONDUCTION_LATENCY], "latency", "", "ms", "from the first place to the second");
  name_curve(&r->curves[CONDUCTION_SLOWING], "slowing", "", "%", "growth of the latency since the first pulse");
  return RX_OK;
}

static rx_status make_following(const rx_assay *assay, rx_assay_result *r, rx_error *err)
{
  RX_TRY(allocate(r, 2, rx_assay_points(assay), 1, err));
  add_number(r, "following_frequency", "", "Hz",
             "highest frequency up to which all spikes arrive; 0: not even at the lowest");
  add_number(r, "arrived_share", "", "1", "share of all pulses of all trains whose spike arrives");
  r->x_name = "frequency";
  r->x_units = "Hz";
  name_curve(&r->curves[0], "arrived", "", "1", "spikes of the train that arrive");
  return RX_OK;
}

rx_status rx_assay_prepare(const rx_assay *assay, const rx_network *network, rx_assay_result *r, rx_error *err)
{
  const rx_assay_description *description = &RX_ASSAY_KINDS[assay->kind];
  rx_assay_result_free(r);
  if (description->has_series && rx_assay_points(assay) == 0)
    return rx_fail(err, RX_E_INPUT, "%s: from %g to %g by %g is no series of 1 to %d points", description->name,
                   assay->from, assay->to, assay->step, (int)RX_ASSAY_MOST_POINTS);
  rx_status status = RX_OK;
  switch (assay->kind) {
  case RX_ASSAY_RHEOBASE: status = make_rheobase(r, err); break;
  case RX_ASSAY_F_I: status = make_f_i(assay, r, err); break;
  case RX_ASSAY_SPONTANEOUS: status = make_spontaneous(r, err); break;
  case RX_ASSAY_CONDUCTION: status = make_conduction(assay, r, err); break;
  case RX_ASSAY_FOLLOWING: status = make_following(assay, r, err); break;
  default: status = make_clamp(assay, network, r, err); break;
  }
  if (status == RX_OK)
    for (size_t i = 0; i < r->n_points; i++)
      r->x[i] = description->has_series ? rx_assay_point(assay, i) : (double)(i + 1);
  return status;
}

void rx_assay_result_free(rx_assay_result *r)
{
  for (size_t k = 0; k < r->n_curves; k++) free(r->curves[k].y);
  free(r->numbers);
  free(r->curves);
  free(r->x);
  *r = (rx_assay_result){ 0 };
}
