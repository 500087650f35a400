#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include "shared.h"

typedef int (*protection)(void *srtp, void *packet, int *length);

static inline void put16(uint8_t *at, uint16_t value)
{
    value = htons(value);
    memcpy(at, &value, sizeof value);
}

uint32_t fan_out(void *protect, const uint8_t *packet, int length, const struct row *rows, int count, int number_at,
                 double now, uint32_t mask);
