# What needs SUNDIALS: the network's reference integrator and the rate model.
target_sources(rexed_solver PRIVATE
  cvode/cell_integrator.c cvode/cell_linear.c cvode/cell_newton.c cvode/cell_pools.c cvode/cell_sheath.c cvode/newton_pools.c cvode/newton_sheath.c cvode/cell_system.c cvode/cvode_error.c cvode/simulate.c
  rate_model.c)
target_link_libraries(rexed_solver PRIVATE
  SUNDIALS::cvode SUNDIALS::nvecserial SUNDIALS::sunlinsoldense SUNDIALS::sunmatrixdense)
