# Libraries from the system; see tools/install for their Debian packages.
find_package(PkgConfig REQUIRED)
pkg_check_modules(GSL REQUIRED IMPORTED_TARGET gsl>=2.7)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
if(NOT RX_PLAIN_THREADS)
  find_package(OpenMP COMPONENTS C)
endif()
find_package(Threads REQUIRED)

if(NOT RX_CORE_ONLY)
  find_package(SUNDIALS 6.1 REQUIRED COMPONENTS cvode nvecserial sunlinsoldense sunmatrixdense sunnonlinsolnewton)
  pkg_check_modules(FYAML REQUIRED IMPORTED_TARGET libfyaml>=0.7)
  pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
  # by name: plain hdf5 may be the MPI build
  pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5-serial>=1.10)
  find_library(HDF5_HL_LIBRARY NAMES hdf5_serial_hl HINTS ${HDF5_LIBRARY_DIRS} REQUIRED)
  # support vector regression (BSD licence); Debian has no pkg-config file for it
  find_path(LIBSVM_INCLUDE_DIR libsvm/svm.h REQUIRED)
  find_library(LIBSVM_LIBRARY NAMES svm REQUIRED)
endif()
if(RX_TESTS AND NOT RX_CORE_ONLY AND NOT RX_SANITIZE MATCHES thread)
  pkg_check_modules(CRITERION REQUIRED IMPORTED_TARGET criterion>=2.4)
endif()
