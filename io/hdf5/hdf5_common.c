#include "io/hdf5/hdf5_internal.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t mutex;
static pthread_once_t mutex_once = PTHREAD_ONCE_INIT;

static void make_mutex(void)
{
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
}

void rx_h5_lock(void)
{
  pthread_once(&mutex_once, make_mutex);
  pthread_mutex_lock(&mutex);
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void rx_h5_unlock(void)
{
  pthread_mutex_unlock(&mutex);
}

/* Upwards from the innermost error: the first one is the cause. */
static herr_t deepest(unsigned i, const H5E_error2_t *error, void *context)
{
  char *text = context;
  if (i == 0 && error->desc != NULL) snprintf(text, 512, "%s", error->desc);
  return 0;
}

rx_status rx_h5_stack_error(rx_error *err, const char *file, const char *path, const char *what)
{
  char text[512] = "";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, deepest, text);
  H5Eclear2(H5E_DEFAULT);
  for (char *c = text; *c != '\0'; c++) /* HDF5 puts ctime() with its line break into some texts */
    if (*c == '\n') *c = ' ';
  return rx_fail(err, RX_E_IO, "%s%s%s: %s%s%s", file, path != NULL ? ": " : "", path != NULL ? path : "", what,
                 text[0] != '\0' ? ": " : "", text);
}

char *rx_h5_join(char path[RX_H5_PATH], const char *parent, const char *name)
{
  const int n = snprintf(path, RX_H5_PATH, "%s/%s", strcmp(parent, "/") == 0 ? "" : parent, name);
  (void)n; /* cut, as the header says */
  return path;
}

size_t rx_h5_size(rx_h5_type type)
{
  switch (type) {
  case RX_H5_F64:
  case RX_H5_U64: return 8;
  case RX_H5_F32:
  case RX_H5_U32:
  case RX_H5_I32: return 4;
  case RX_H5_I8:
  case RX_H5_U8: return 1;
  case RX_H5_TEXT: return sizeof(char *);
  }
  return 0;
}

hid_t rx_h5_native(rx_h5_type type)
{
  switch (type) {
  case RX_H5_F64: return H5T_NATIVE_DOUBLE;
  case RX_H5_F32: return H5T_NATIVE_FLOAT;
  case RX_H5_U64: return H5T_NATIVE_UINT64;
  case RX_H5_U32: return H5T_NATIVE_UINT32;
  case RX_H5_I32: return H5T_NATIVE_INT32;
  case RX_H5_I8: return H5T_NATIVE_INT8;
  case RX_H5_U8: return H5T_NATIVE_UINT8;
  case RX_H5_TEXT: break;
  }
  return H5I_INVALID_HID;
}

hid_t rx_h5_on_disk(rx_h5_type type)
{
  switch (type) {
  case RX_H5_F64: return H5T_IEEE_F64LE;
  case RX_H5_F32: return H5T_IEEE_F32LE;
  case RX_H5_U64: return H5T_STD_U64LE;
  case RX_H5_U32: return H5T_STD_U32LE;
  case RX_H5_I32: return H5T_STD_I32LE;
  case RX_H5_I8: return H5T_STD_I8LE;
  case RX_H5_U8: return H5T_STD_U8LE;
  case RX_H5_TEXT: break;
  }
  return H5I_INVALID_HID;
}
