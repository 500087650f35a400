/* Takes in a packet that is laid out as one before it, does with it as was done with that one, and leaves every other
 * to Python. What is done is told in passage.py, which does the same; what is known of a packet in incoming.py.
 *
 * The state is Python's: shared.h is made of its structures (compile.py).
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include "fan_out.h"

enum outcome { UNTAKEN, DONE, OPENED, FOR_OTHERS, NOTHING };
enum { HEADER = 12, EXTENSION = 0x10, RED_COPIES = 8 };

static uint16_t get16(const uint8_t *at) { return at[0] << 8 | at[1]; }

static uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

static int lies_as(const struct plan *plan, const uint8_t *block)
{
    uint8_t other = 0;
    for (int at = 0; at < plan->length; at++)
        other |= (block[at] ^ plan->heads[at]) & plan->fixed[at];
    return !other;
}

/* The plan for packets laid out like this one, with the offset of its extension block; -1 where there is none. */
static int fitting(const struct incoming *incoming, const uint8_t *packet, int length, int *block)
{
    int head = HEADER + 4 * (packet[0] & 0x0f), has_block = packet[0] & EXTENSION;
    if (head + 4 > length)
        return -1;
    *block = has_block ? head + 4 : head;
    int profile = has_block ? get16(packet + head) : 0, octets = has_block ? 4 * get16(packet + head + 2) : 0;
    for (uint32_t at = 0; at < incoming->planned; at++) {
        const struct plan *plan = &incoming->plans[at];
        if (plan->first == packet[0] && plan->payload_type == (packet[1] & 0x7f) && plan->profile == profile &&
            plan->length == octets && *block + octets <= length && lies_as(plan, packet + *block))
            return at;
    }
    return -1;
}

/* Stream.receive, of the packet that comes next. */
static void count(struct stream *stream, uint32_t timestamp, double now)
{
    stream->received++;
    stream->highest++;
    if (timestamp == stream->last_timestamp)
        return;
    double transit = now * stream->clock_rate - timestamp, change = transit - stream->transit;
    stream->last_timestamp = timestamp;
    stream->transit = transit;
    if (change < 0)
        change = -change;
    if (change < WRAP)
        stream->jitter += (change - stream->jitter) / 16;
}

/* Voice.hear. */
static void hear(struct voice *voice, uint8_t level, double now)
{
    double loudness = SILENCE - (level & 0x7f);
    voice->loudness += (loudness - voice->loudness) * (loudness > voice->loudness ? RISE : FALL);
    voice->heard = now;
}

/* RedReceiver.arrived, of the packet that comes next. */
static void arrived(struct red_receiver *red, uint32_t timestamp)
{
    red->newest++;
    red->seen = red->seen << 1 | 1;
    red->step = timestamp - red->timestamp;
    red->timestamp = timestamp;
}

/* Where the primary frame of a redundant payload begins (RFC 2198); 0 unless it is well-formed and of that type. */
static int primary_frame(const uint8_t *packet, int payload, int length, uint8_t type)
{
    int at = payload, copies = 0, octets = 0;
    for (; at < length && packet[at] & 0x80; at += 4) {
        if (at + 4 > length || ++copies > RED_COPIES)
            return 0;
        octets += (packet[at + 2] & 3) << 8 | packet[at + 3];
    }
    if (at >= length || packet[at] != type || at + 1 + octets > length)
        return 0;
    return at + 1 + octets;
}

/* PacketHistory.put. */
static void keep(struct packet_history *history, int64_t sequence, double now, const uint8_t *packet, uint32_t length)
{
    uint32_t at = history->end % HISTORY_OCTETS;
    if (at + length > HISTORY_OCTETS) {
        history->end += HISTORY_OCTETS - at;
        at = 0;
    }
    history->slots[sequence % HISTORY_SLOTS] = (struct slot){sequence, history->end, now, length};
    memcpy(history->octets + at, packet, length);
    history->end += length;
}

/* Offsets of the numbers in a VP8 payload descriptor (RFC 7741 4.2), 0 where one is not there, as vp8.read has it. */
typedef struct {
    int picture, picture_octets, tl0;
    uint16_t picture_was;
    uint8_t tl0_was;
} descriptor;

static descriptor read_descriptor(const uint8_t *packet, int payload, int length)
{
    descriptor found = {0}, nothing = {0};
    int at = payload + 1;
    if (payload >= length || !(packet[payload] & 0x80))
        return found;
    if (at >= length)
        return nothing;
    uint8_t has = packet[at++];
    if (has & 0x80) {
        if (at >= length || (packet[at] & 0x80 && at + 1 >= length))
            return nothing;
        found.picture = at;
        found.picture_octets = packet[at] & 0x80 ? 2 : 1;
        found.picture_was = found.picture_octets == 2 ? get16(packet + at) & 0x7fff : packet[at];
        at += found.picture_octets;
    }
    if (has & 0x40) {
        if (at >= length)
            return nothing;
        found.tl0 = at;
        found.tl0_was = packet[at];
    }
    return found;
}

static void renumber(uint8_t *packet, const descriptor *where, uint16_t picture, uint8_t tl0)
{
    if (where->picture_octets == 2)
        put16(packet + where->picture, 0x8000 | ((where->picture_was + picture) & 0x7fff));
    else if (where->picture_octets)
        packet[where->picture] = (where->picture_was + picture) & 0x7f;
    if (where->tl0)
        packet[where->tl0] = where->tl0_was + tl0;
}

/* Sends to all rows of a plan's routes, and leaves the numbers of the payload as they came. */
static void forward(struct work *work, const struct plan *plan, int block, int payload, int length, double now)
{
    uint8_t *packet = work->packet;
    descriptor where = {0};
    int was_renumbered = 0;
    for (uint32_t index = 0; index < plan->count; index++) {
        const struct route *route = &plan->routes[index];
        if (route->is_mapped)
            for (int at = 0; at < plan->length; at++)
                packet[block + at] = route->block[at] | (work->block[at] & route->kept[at]);
        if (route->is_renumbered) {
            if (!was_renumbered)
                where = read_descriptor(packet, payload, length);
            was_renumbered = 1;
            renumber(packet, &where, route->picture, route->tl0);
        }
        work->rate->packets += route->count;
        int number_at = route->is_numbered && plan->number_at >= 0 ? block + plan->number_at : 0;
        uint32_t failed = fan_out(work->protect, packet, length, route->rows, route->count, number_at, now, work->mask);
        work->refused += failed & 0xffff;
        work->unsent += failed >> 16;
    }
    if (was_renumbered)
        renumber(packet, &where, 0, 0);
}

/* `length` bytes lie in `work->packet`, protected. UNTAKEN: they lie there still. OPENED: they were opened, counted as
 * come, and are of `work->length` bytes now. FOR_OTHERS: sent on to all but those whom `work->plan` has not. */
int take_in(struct work *work, struct received *from, int length, double now)
{
    uint8_t *packet = work->packet;
    uint32_t ssrc = get32(packet + 8);
    struct incoming *incoming = from->first;
    while (incoming && incoming->ssrc != ssrc)
        incoming = incoming->next;
    if (!incoming || !incoming->planned || !from->key || from->audio_packets + from->video_packets >= from->packets_until)
        return UNTAKEN;
    struct layer *layer = incoming->sent_on;
    if (incoming->revision != layer->revision || layer->awaited || incoming->keyframes->wanted)
        return UNTAKEN;
    int block, number = fitting(incoming, packet, length, &block);
    if (number < 0)
        return UNTAKEN;
    const struct plan *plan = &incoming->plans[number];
    int payload = block + plan->length;
    if (get16(packet + 2) != (uint16_t)(incoming->counted->highest + 1))
        return UNTAKEN;
    if (incoming->red && incoming->red->newest != incoming->counted->highest)
        return UNTAKEN;

    int opened = length;
    if (((protection)work->unprotect)(from->key, packet, &opened)) {
        from->dropped++;
        return DONE;
    }
    from->heard_at = now;
    from->bytes_received += length;
    work->rate->packets++;
    if (incoming->video)
        from->video_packets++;
    else
        from->audio_packets++;
    length = work->length = opened;
    int frame = payload;
    if (plan->is_redundant) {
        frame = (incoming->red->seen & 0xff) == 0xff ? primary_frame(packet, payload, length, plan->primary) : 0;
        if (!frame)
            return OPENED;
    }
    if (payload > length)
        return OPENED;

    struct arrivals *arrivals = from->numbered;
    if (plan->number_at >= 0 && arrivals->fresh < MAX_FRESH) {
        arrivals->numbers[arrivals->fresh] = get16(packet + block + plan->number_at);
        arrivals->at[arrivals->fresh++] = now;
    }
    uint32_t timestamp = get32(packet + 4);
    count(incoming->counted, timestamp, now);
    if (incoming->red)
        arrived(incoming->red, timestamp);
    if (plan->level_at >= 0)
        hear(incoming->voice, packet[block + plan->level_at], now);
    if (plan->send_time_at >= 0) {
        uint64_t stamp = (uint64_t)(now * (1 << 18)) & 0xffffff;
        packet[block + plan->send_time_at] = stamp >> 16;
        put16(packet + block + plan->send_time_at + 1, stamp);
    }
    if (frame != payload) {
        memmove(packet + payload, packet + frame, length - frame);
        length = work->length = payload + length - frame;
    }
    packet[1] = (packet[1] & 0x80) | plan->primary;
    if (incoming->history)
        keep(incoming->history, incoming->counted->highest, now, packet, length);
    layer->packets++;
    layer->octets += length - payload;
    memcpy(work->block, packet + block, plan->length);
    forward(work, plan, block, payload, length, now);
    work->plan = number;
    return plan->has_others ? FOR_OTHERS : DONE;
}

static int by_address(const void *one, const void *other)
{
    return memcmp(one, other, ADDRESS_OCTETS);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/* Takes what waits in a socket, at most `most` datagrams, until one comes that is left to Python: it lies in
 * `work->packet`, of `work->length` bytes, from `work->address`, and the outcome is that of `take_in`; `work->left` more
 * may be taken. NOTHING: no more waits, or may be taken. `now`: the time at the call. */
int receive(struct work *work, int socket, const struct place *places, int count, int most, double now)
{
    const uint8_t *packet = work->packet;
    double began = seconds();
    while (most-- > 0) {
        socklen_t octets = sizeof work->address;
        memset(work->address, 0, sizeof work->address);
        ssize_t length = recvfrom(socket, work->packet, MAX_DATAGRAM, MSG_DONTWAIT, (struct sockaddr *)work->address, &octets);
        if (length < 0)
            return NOTHING;
        work->left = most;
        work->length = length;
        work->now = now + seconds() - began;
        if (length < HEADER || packet[0] < 128 || packet[0] > 191 || (packet[1] > 191 && packet[1] < 224))
            return UNTAKEN;
        const struct place *place = bsearch(work->address, places, count, sizeof *places, by_address);
        if (!place)
            return UNTAKEN;
        int outcome = take_in(work, place->owner, length, work->now);
        if (outcome != DONE)
            return outcome;
    }
    return NOTHING;
}
