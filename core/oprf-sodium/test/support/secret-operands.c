/*
 * Calls libsodium with secrets that valgrind's memcheck takes for uninitialised: it reports each branch and each address
 * that depends on one, which are the two ways in which time depends on a value. The arguments are the library and, for a
 * test of this program, "branch" or "address".
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <valgrind/memcheck.h>

typedef unsigned char byte;
typedef int (*operation)(byte *, const byte *, const byte *);

static byte secret[64];
static byte out[32];

/* The result must depend on the secret: otherwise memcheck lost track of it, and its silence means nothing. */
static int is_followed(const char *name) {
  byte undefined[32] = {0};
  int followed = 0;
  VALGRIND_GET_VBITS(out, undefined, 32);
  for (int i = 0; i < 32; i++) followed |= undefined[i] != 0;
  if (!followed) fprintf(stderr, "not followed: %s\n", name);
  VALGRIND_MAKE_MEM_DEFINED(out, 32);
  return followed;
}

int main(int count, char **arguments) {
  static const byte table[256];
  byte one[32] = {1};
  byte element[32];
  int followed = 0;
  if (count < 2 || !RUNNING_ON_VALGRIND) return 2;
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (library == NULL) return 3;
  int (*init)(void);
  int (*base)(byte *, const byte *);
  void (*reduce)(byte *, const byte *);
  operation multiply, scalar_multiply, scalar_subtract, scalar_add;
  *(void **)&init = dlsym(library, "sodium_init");
  *(void **)&base = dlsym(library, "crypto_scalarmult_ristretto255_base");
  *(void **)&multiply = dlsym(library, "crypto_scalarmult_ristretto255");
  *(void **)&reduce = dlsym(library, "crypto_core_ristretto255_scalar_reduce");
  *(void **)&scalar_multiply = dlsym(library, "crypto_core_ristretto255_scalar_mul");
  *(void **)&scalar_subtract = dlsym(library, "crypto_core_ristretto255_scalar_sub");
  *(void **)&scalar_add = dlsym(library, "crypto_core_ristretto255_scalar_add");
  if (init() < 0 || base(element, one) != 0) return 3;

  for (int i = 0; i < 64; i++) secret[i] = (byte)(i * 7 + 3);
  secret[31] &= 0x0f;
  VALGRIND_MAKE_MEM_UNDEFINED(secret, 64);
  multiply(out, secret, element);
  followed += is_followed("multiply");
  base(out, secret);
  followed += is_followed("base");
  reduce(out, secret);
  followed += is_followed("reduce");
  scalar_multiply(out, secret, one);
  followed += is_followed("scalar_multiply");
  scalar_subtract(out, one, secret);
  followed += is_followed("scalar_subtract");
  scalar_add(out, one, secret);
  followed += is_followed("scalar_add");

  if (count > 2 && strcmp(arguments[2], "branch") == 0 && (secret[0] & 1) != 0) puts("odd");
  if (count > 2 && strcmp(arguments[2], "address") == 0) out[0] = ((volatile const byte *)table)[secret[0]];
  return followed == 6 ? 0 : 4;
}
