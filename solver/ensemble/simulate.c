/* What ensemble.h promises, in the precision that the options ask for. */
#include "solver/ensemble/ensemble.h"

/* ensemble.c and lane_layout.c, compiled twice */
void rx_run_members(int n, rx_ensemble_member members[], const rx_solver_options *options);
void rx_run_members_single(int n, rx_ensemble_member members[], const rx_solver_options *options);
bool rx_lanes_are_shared(const rx_network *network);
bool rx_lanes_are_shared_single(const rx_network *network);

void rx_simulate_ensemble_members(int n, rx_ensemble_member members[], const rx_solver_options *options)
{
  if (options->single_precision)
    rx_run_members_single(n, members, options);
  else
    rx_run_members(n, members, options);
}

rx_status rx_simulate_ensemble(const rx_network *network, const rx_drive *drive, const rx_solver_options *options,
                               rx_recording *rec, rx_error *err)
{
  rx_ensemble_member member = { .network = network, .drive = drive, .recording = rec };
  rx_simulate_ensemble_members(1, &member, options);
  if (member.status != RX_OK && err != NULL) *err = member.err;
  return member.status;
}

bool rx_members_share_lanes(const rx_network *network, bool single_precision)
{
  return single_precision ? rx_lanes_are_shared_single(network) : rx_lanes_are_shared(network);
}
