/*
 * The system's libsodium on one region of memory that sodium_malloc gives: locked, between guard pages, not in core
 * dumps. JavaScript writes operands into the region and passes offsets, as it does with the WebAssembly module, so both
 * engines share all code above these calls. Every function checks that its operands lie inside the region.
 *
 * The library is opened at run time: its package is enough, without the development package, and a library that is too
 * old or lacks a function is reported by name. The prototypes are those of the headers of libsodium 1.0.18.
 */
#define NAPI_VERSION 8
#include <node_api.h>

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef unsigned char byte;

struct sodium {
  int (*sodium_init)(void);
  const char *(*sodium_version_string)(void);
  void *(*sodium_malloc)(size_t);
  void (*sodium_free)(void *);
  void (*sodium_memzero)(void *, size_t);
  int (*crypto_hash_sha512)(byte *, const byte *, unsigned long long);
  int (*crypto_hash_sha512_init)(void *);
  int (*crypto_hash_sha512_update)(void *, const byte *, unsigned long long);
  int (*crypto_hash_sha512_final)(void *, byte *);
  size_t (*crypto_hash_sha512_statebytes)(void);
  int (*crypto_core_ristretto255_is_valid_point)(const byte *);
  int (*crypto_core_ristretto255_from_hash)(byte *, const byte *);
  int (*crypto_core_ristretto255_add)(byte *, const byte *, const byte *);
  int (*crypto_core_ristretto255_sub)(byte *, const byte *, const byte *);
  int (*crypto_scalarmult_ristretto255)(byte *, const byte *, const byte *);
  int (*crypto_scalarmult_ristretto255_base)(byte *, const byte *);
  void (*crypto_core_ristretto255_scalar_reduce)(byte *, const byte *);
  void (*crypto_core_ristretto255_scalar_add)(byte *, const byte *, const byte *);
  void (*crypto_core_ristretto255_scalar_sub)(byte *, const byte *, const byte *);
  void (*crypto_core_ristretto255_scalar_mul)(byte *, const byte *, const byte *);
};

struct engine {
  struct sodium sodium;
  byte *memory;
  uint32_t size;
};

/* Space for the state of SHA-512 in the region; libsodium reports the size that it needs. */
#define STATE_BYTES 208
#define MOST_OPERANDS 3
#define NAME_BYTES 1024

#define SYMBOL(name) {#name, offsetof(struct sodium, name)}
static const struct {
  const char *name;
  size_t place;
} symbols[] = {
    SYMBOL(sodium_init),
    SYMBOL(sodium_malloc),
    SYMBOL(sodium_free),
    SYMBOL(sodium_memzero),
    SYMBOL(crypto_hash_sha512),
    SYMBOL(crypto_hash_sha512_init),
    SYMBOL(crypto_hash_sha512_update),
    SYMBOL(crypto_hash_sha512_final),
    SYMBOL(crypto_hash_sha512_statebytes),
    SYMBOL(crypto_core_ristretto255_is_valid_point),
    SYMBOL(crypto_core_ristretto255_from_hash),
    SYMBOL(crypto_core_ristretto255_add),
    SYMBOL(crypto_core_ristretto255_sub),
    SYMBOL(crypto_scalarmult_ristretto255),
    SYMBOL(crypto_scalarmult_ristretto255_base),
    SYMBOL(crypto_core_ristretto255_scalar_reduce),
    SYMBOL(crypto_core_ristretto255_scalar_add),
    SYMBOL(crypto_core_ristretto255_scalar_sub),
    SYMBOL(crypto_core_ristretto255_scalar_mul),
};

static napi_value fail(napi_env env, const char *what, const char *detail) {
  char message[NAME_BYTES + 64];
  snprintf(message, sizeof message, "%s%s", what, detail);
  napi_throw_error(env, NULL, message);
  return NULL;
}

static napi_value number(napi_env env, int value) {
  napi_value result = NULL;
  napi_create_int32(env, value, &result);
  return result;
}

/*
 * Reads the arguments as whole numbers. Refuses a call with another number of them, and a call before open().
 */
static struct engine *arguments(napi_env env, napi_callback_info info, uint32_t *values, size_t count) {
  napi_value given[MOST_OPERANDS];
  size_t found = MOST_OPERANDS;
  struct engine *engine = NULL;
  if (napi_get_cb_info(env, info, &found, given, NULL, NULL) != napi_ok || found != count ||
      napi_get_instance_data(env, (void **)&engine) != napi_ok || engine == NULL) {
    fail(env, "the engine is not open, or a call has another number of arguments", "");
    return NULL;
  }
  for (size_t i = 0; i < count; i++) {
    if (napi_get_value_uint32(env, given[i], &values[i]) != napi_ok) {
      fail(env, "an argument is not a number", "");
      return NULL;
    }
  }
  return engine;
}

static byte *operand(napi_env env, struct engine *engine, uint32_t offset, uint32_t length) {
  if (offset > engine->size || length > engine->size - offset) {
    fail(env, "an operand is outside the memory of the engine", "");
    return NULL;
  }
  return engine->memory + offset;
}

/* Reads up to three offsets of operands with these lengths; a length of 0 means that there is no such operand. */
static struct engine *operands(napi_env env, napi_callback_info info, const uint32_t *lengths, byte **places) {
  uint32_t values[MOST_OPERANDS];
  size_t count = 0;
  while (count < MOST_OPERANDS && lengths[count] > 0) count++;
  struct engine *engine = arguments(env, info, values, count);
  for (size_t i = 0; engine != NULL && i < count; i++) {
    places[i] = operand(env, engine, values[i], lengths[i]);
    if (places[i] == NULL) return NULL;
  }
  return engine;
}

/* A function of operands with fixed lengths. EXPRESSION is the status that JavaScript receives. */
#define FIXED(NAME, FIRST, SECOND, THIRD, EXPRESSION)                       \
  static napi_value NAME(napi_env env, napi_callback_info info) {           \
    static const uint32_t lengths[MOST_OPERANDS] = {FIRST, SECOND, THIRD};  \
    byte *at[MOST_OPERANDS];                                                \
    const struct engine *engine = operands(env, info, lengths, at);         \
    if (engine == NULL) return NULL;                                        \
    const struct sodium *sodium = &engine->sodium;                          \
    return number(env, EXPRESSION);                                         \
  }

FIXED(is_valid_point, 32, 0, 0, sodium->crypto_core_ristretto255_is_valid_point(at[0]))
FIXED(from_hash, 32, 64, 0, sodium->crypto_core_ristretto255_from_hash(at[0], at[1]))
FIXED(add, 32, 32, 32, sodium->crypto_core_ristretto255_add(at[0], at[1], at[2]))
FIXED(sub, 32, 32, 32, sodium->crypto_core_ristretto255_sub(at[0], at[1], at[2]))
FIXED(scalarmult, 32, 32, 32, sodium->crypto_scalarmult_ristretto255(at[0], at[1], at[2]))
FIXED(scalarmult_base, 32, 32, 0, sodium->crypto_scalarmult_ristretto255_base(at[0], at[1]))
FIXED(scalar_reduce, 32, 64, 0, (sodium->crypto_core_ristretto255_scalar_reduce(at[0], at[1]), 0))
FIXED(scalar_add, 32, 32, 32, (sodium->crypto_core_ristretto255_scalar_add(at[0], at[1], at[2]), 0))
FIXED(scalar_sub, 32, 32, 32, (sodium->crypto_core_ristretto255_scalar_sub(at[0], at[1], at[2]), 0))
FIXED(scalar_mul, 32, 32, 32, (sodium->crypto_core_ristretto255_scalar_mul(at[0], at[1], at[2]), 0))
FIXED(sha512_init, STATE_BYTES, 0, 0, sodium->crypto_hash_sha512_init(at[0]))
FIXED(sha512_final, STATE_BYTES, 64, 0, sodium->crypto_hash_sha512_final(at[0], at[1]))

/* (offset, length) */
static napi_value memzero(napi_env env, napi_callback_info info) {
  uint32_t values[2];
  struct engine *engine = arguments(env, info, values, 2);
  byte *at = engine == NULL ? NULL : operand(env, engine, values[0], values[1]);
  if (at == NULL) return NULL;
  engine->sodium.sodium_memzero(at, values[1]);
  return number(env, 0);
}

/* (out, message, length) */
static napi_value sha512(napi_env env, napi_callback_info info) {
  uint32_t values[3];
  struct engine *engine = arguments(env, info, values, 3);
  byte *out = engine == NULL ? NULL : operand(env, engine, values[0], 64);
  byte *message = out == NULL ? NULL : operand(env, engine, values[1], values[2]);
  if (message == NULL) return NULL;
  return number(env, engine->sodium.crypto_hash_sha512(out, message, values[2]));
}

/* (state, message, length) */
static napi_value sha512_update(napi_env env, napi_callback_info info) {
  uint32_t values[3];
  struct engine *engine = arguments(env, info, values, 3);
  byte *state = engine == NULL ? NULL : operand(env, engine, values[0], STATE_BYTES);
  byte *message = state == NULL ? NULL : operand(env, engine, values[1], values[2]);
  if (message == NULL) return NULL;
  return number(env, engine->sodium.crypto_hash_sha512_update(state, message, values[2]));
}

/* The thread ends: sodium_free overwrites the region before it returns it to the system. */
static void close_engine(napi_env env, void *data, void *hint) {
  struct engine *engine = data;
  (void)env;
  (void)hint;
  engine->sodium.sodium_free(engine->memory);
  free(engine);
}

/* (library): its version. The library stays open for the life of the process. */
static napi_value version(napi_env env, napi_callback_info info) {
  char name[NAME_BYTES];
  size_t length = 0;
  size_t count = 1;
  napi_value given = NULL;
  napi_value result = NULL;
  if (napi_get_cb_info(env, info, &count, &given, NULL, NULL) != napi_ok || count != 1 ||
      napi_get_value_string_utf8(env, given, name, sizeof name, &length) != napi_ok) {
    return fail(env, "expected the name of a library", "");
  }
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return fail(env, "cannot open the library ", name);
  const char *(*version_string)(void) = NULL;
  *(void **)&version_string = dlsym(library, "sodium_version_string");
  if (version_string == NULL) return fail(env, "the library is not libsodium: ", name);
  napi_create_string_utf8(env, version_string(), NAPI_AUTO_LENGTH, &result);
  return result;
}

/* (library, bytes): opens it for this thread, once, and returns the region as an ArrayBuffer. */
static napi_value open_engine(napi_env env, napi_callback_info info) {
  char name[NAME_BYTES];
  size_t length = 0;
  size_t count = 2;
  napi_value given[2];
  uint32_t size = 0;
  void *known = NULL;
  if (napi_get_cb_info(env, info, &count, given, NULL, NULL) != napi_ok || count != 2 ||
      napi_get_value_string_utf8(env, given[0], name, sizeof name, &length) != napi_ok ||
      napi_get_value_uint32(env, given[1], &size) != napi_ok) {
    return fail(env, "expected the name of a library and a size", "");
  }
  if (napi_get_instance_data(env, &known) != napi_ok || known != NULL) return fail(env, "the engine is open", "");
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return fail(env, "cannot open the library ", name);
  struct engine *engine = calloc(1, sizeof *engine);
  if (engine == NULL) return fail(env, "no memory", "");
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
    void *symbol = dlsym(library, symbols[i].name);
    if (symbol == NULL) {
      free(engine);
      return fail(env, "the library lacks ", symbols[i].name);
    }
    *(void **)((byte *)&engine->sodium + symbols[i].place) = symbol;
  }
  if (engine->sodium.sodium_init() < 0 || engine->sodium.crypto_hash_sha512_statebytes() > STATE_BYTES) {
    free(engine);
    return fail(env, "the library does not start", "");
  }
  engine->size = size;
  engine->memory = engine->sodium.sodium_malloc(size);
  if (engine->memory == NULL) {
    free(engine);
    return fail(env, "no locked memory", "");
  }
  engine->sodium.sodium_memzero(engine->memory, size);
  napi_value buffer = NULL;
  /* The region lives until the thread ends, longer than the buffer: nothing to release with it. */
  if (napi_create_external_arraybuffer(env, engine->memory, size, NULL, NULL, &buffer) != napi_ok ||
      napi_set_instance_data(env, engine, close_engine, NULL) != napi_ok) {
    close_engine(env, engine, NULL);
    return fail(env, "this Node cannot show native memory", "");
  }
  return buffer;
}

#define METHOD(NAME, FUNCTION) {NAME, NULL, FUNCTION, NULL, NULL, NULL, napi_default, NULL}

NAPI_MODULE_INIT() {
  const napi_property_descriptor methods[] = {
      METHOD("version", version),
      METHOD("open", open_engine),
      METHOD("wipe", memzero),
      METHOD("_crypto_hash_sha512", sha512),
      METHOD("_crypto_hash_sha512_init", sha512_init),
      METHOD("_crypto_hash_sha512_update", sha512_update),
      METHOD("_crypto_hash_sha512_final", sha512_final),
      METHOD("_crypto_core_ristretto255_is_valid_point", is_valid_point),
      METHOD("_crypto_core_ristretto255_from_hash", from_hash),
      METHOD("_crypto_core_ristretto255_add", add),
      METHOD("_crypto_core_ristretto255_sub", sub),
      METHOD("_crypto_scalarmult_ristretto255", scalarmult),
      METHOD("_crypto_scalarmult_ristretto255_base", scalarmult_base),
      METHOD("_crypto_core_ristretto255_scalar_reduce", scalar_reduce),
      METHOD("_crypto_core_ristretto255_scalar_add", scalar_add),
      METHOD("_crypto_core_ristretto255_scalar_sub", scalar_sub),
      METHOD("_crypto_core_ristretto255_scalar_mul", scalar_mul),
  };
  if (napi_define_properties(env, exports, sizeof methods / sizeof methods[0], methods) != napi_ok) return NULL;
  return exports;
}
