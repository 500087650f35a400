/* The loop that the relay's cost is in, compiled. What it does is told in fan_out.py, which has the same in Python.
 *
 * Built by `python -m signaling.media.compile`. It needs a C compiler and sendmmsg(2), but no headers of Python's or
 * libsrtp's: protection comes in as a function.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include "fan_out.h"

enum { AT_ONCE = 32, ROOM = 2048 + 64 };

static uint8_t packets[AT_ONCE][ROOM];

static void put32(uint8_t *at, uint32_t value)
{
    value = htonl(value);
    memcpy(at, &value, sizeof value);
}

static int send_all(int socket, struct mmsghdr *messages, int count)
{
    int unsent = 0;
    for (int done = 0; done < count;) {
        int sent = sendmmsg(socket, messages + done, count - done, 0);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) {
            unsent++;
            sent = 1;
        }
        done += sent;
    }
    return unsent;
}

/* Returns how many libsrtp refused, and in the upper half how many the kernel had no room for. `number_at`: where in
 * the packet the transport-wide number goes, 0 where there is no place for one. */
uint32_t fan_out(void *function, const uint8_t *packet, int length, const struct row *targets, int count,
                 int number_at, double now, uint32_t mask)
{
    protection protect = (protection)function;
    struct mmsghdr messages[AT_ONCE];
    struct iovec parts[AT_ONCE];
    uint16_t sequence;
    uint32_t timestamp, refused = 0, unsent = 0;
    memcpy(&sequence, packet + 2, sizeof sequence);
    memcpy(&timestamp, packet + 4, sizeof timestamp);
    sequence = ntohs(sequence);
    timestamp = ntohl(timestamp);
    for (int at = 0; at < count;) {
        int filled = 0, socket = targets[at].socket;
        for (; at < count && filled < AT_ONCE && targets[at].socket == socket; at++) {
            const struct row *to = &targets[at];
            uint8_t *out = packets[filled];
            int size = length;
            memcpy(out, packet, length);
            out[1] = (packet[1] & 0x80) | to->payload_type;
            put16(out + 2, sequence + to->sequence_delta);
            put32(out + 4, timestamp + to->timestamp_delta);
            put32(out + 8, to->ssrc);
            if (number_at && to->next) {
                uint64_t number = (*to->next)++;
                put16(out + number_at, number);
                to->sent_at[number & mask] = now;
                to->octets[number & mask] = length;
            }
            if (protect(to->srtp, out, &size)) {
                refused++;
                continue;
            }
            parts[filled] = (struct iovec){out, size};
            memset(&messages[filled], 0, sizeof messages[filled]);
            messages[filled].msg_hdr.msg_name = (void *)to->address;
            messages[filled].msg_hdr.msg_namelen = to->address_bytes;
            messages[filled].msg_hdr.msg_iov = &parts[filled];
            messages[filled].msg_hdr.msg_iovlen = 1;
            filled++;
        }
        unsent += send_all(socket, messages, filled);
    }
    return unsent << 16 | refused;
}
