/*
 * An OpenCL device that is lost: put before the driver's loader (LD_PRELOAD), everything is handed on until BLT_LOST_AFTER
 * kernels were launched. From then on whatever needs the device answers BLT_LOST_CODE, as drivers do when a device has left
 * its bus or was reset, and writes nothing. Of BLT_REFUSED_LAUNCH only that one launch is refused, and all goes on. Devices
 * say that they are GPUs, as 'auto' takes no other.
 *
 *   gcc -shared -fPIC -O1 -o liblost.so lost.c -ldl
 *
 * Types are OpenCL's by their sizes, so that no headers are needed.
 */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef int32_t cl_int;
typedef uint32_t cl_uint;
typedef void *handle;

enum { CL_DEVICE_TYPE = 0x1000, CL_DEVICE_TYPE_GPU = 4, CL_DEVICE_NOT_AVAILABLE = -2 };

static atomic_long launches;

static long setting(const char *name, long otherwise) {
  const char *value = getenv(name);
  return value ? strtol(value, NULL, 10) : otherwise;
}

/* What the loader has under a name. */
static void *loaders(const char *name) {
  static void *library;
  if (!library) library = dlopen("libOpenCL.so.1", RTLD_NOW);
  void *found = library ? dlsym(library, name) : NULL;
  if (!found) {
    fprintf(stderr, "lost.c: the OpenCL loader has no %s\n", name);
    abort();
  }
  return found;
}

static int lost(void) { return atomic_load(&launches) > setting("BLT_LOST_AFTER", 0x7fffffff); }

static cl_int code(void) { return (cl_int)setting("BLT_LOST_CODE", CL_DEVICE_NOT_AVAILABLE); }

/* A function that needs the device: refused once that is lost. */
#define NEEDS_DEVICE(name, parameters, arguments)               \
  cl_int name parameters {                                      \
    if (lost()) return code();                                  \
    static cl_int(*next) parameters;                            \
    if (!next) next = (cl_int(*) parameters)loaders(#name);     \
    return next arguments;                                      \
  }

cl_int clEnqueueNDRangeKernel(handle queue, handle kernel, cl_uint dimensions, const size_t *offset, const size_t *global,
                              const size_t *local, cl_uint events, const handle *waits, handle *event) {
  long launch = atomic_fetch_add(&launches, 1) + 1;
  if (lost() || launch == setting("BLT_REFUSED_LAUNCH", 0)) return code();
  static cl_int (*next)(handle, handle, cl_uint, const size_t *, const size_t *, const size_t *, cl_uint, const handle *,
                        handle *);
  if (!next) next = loaders("clEnqueueNDRangeKernel");
  return next(queue, kernel, dimensions, offset, global, local, events, waits, event);
}

NEEDS_DEVICE(clEnqueueReadBuffer,
             (handle queue, handle buffer, cl_uint blocking, size_t offset, size_t size, void *into, cl_uint events,
              const handle *waits, handle *event),
             (queue, buffer, blocking, offset, size, into, events, waits, event))

NEEDS_DEVICE(clEnqueueWriteBuffer,
             (handle queue, handle buffer, cl_uint blocking, size_t offset, size_t size, const void *from, cl_uint events,
              const handle *waits, handle *event),
             (queue, buffer, blocking, offset, size, from, events, waits, event))

NEEDS_DEVICE(clEnqueueMarkerWithWaitList, (handle queue, cl_uint events, const handle *waits, handle *event),
             (queue, events, waits, event))

NEEDS_DEVICE(clEnqueueBarrierWithWaitList, (handle queue, cl_uint events, const handle *waits, handle *event),
             (queue, events, waits, event))

NEEDS_DEVICE(clWaitForEvents, (cl_uint events, const handle *waits), (events, waits))

NEEDS_DEVICE(clFlush, (handle queue), (queue))

NEEDS_DEVICE(clFinish, (handle queue), (queue))

handle clCreateBuffer(handle context, uint64_t flags, size_t size, void *host, cl_int *error) {
  if (lost()) {
    if (error) *error = code();
    return NULL;
  }
  static handle (*next)(handle, uint64_t, size_t, void *, cl_int *);
  if (!next) next = loaders("clCreateBuffer");
  return next(context, flags, size, host, error);
}

cl_int clGetDeviceInfo(handle device, cl_uint what, size_t size, void *value, size_t *needed) {
  static cl_int (*next)(handle, cl_uint, size_t, void *, size_t *);
  if (!next) next = loaders("clGetDeviceInfo");
  cl_int answer = next(device, what, size, value, needed);
  if (answer == 0 && what == CL_DEVICE_TYPE && value) *(uint64_t *)value = CL_DEVICE_TYPE_GPU;
  return answer;
}
