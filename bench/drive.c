/*
 * A stand-in for splunkd that costs next to nothing: starts a search command with two pipes, sends one request of a file,
 * reads its whole reply, then sends the next. Prints the measurements as one line of JSON.
 *
 *   drive [--chunks N] [--repeat N] [--replies FILE] REQUESTS PROGRAM [ARGUMENT...]
 *   drive --start PROGRAM [ARGUMENT...]      measures only the time from the start of the program to its end
 *
 * REQUESTS is a sequence of messages of protocol version 2: a getinfo, then executes. The last execute may have
 * "finished":true. --chunks sends only the first N of the executes before the last one, --repeat sends these N times, and
 * --replies writes all replies to a file.
 *
 * The driver ends with one line on stderr and exit code 1 when a reply is not framed as the protocol requires, has "error" or
 * another "finished" than its request, when there are bytes after a reply, and when the program ends early or with an exit code
 * other than 0.
 *
 * The driver polls both pipes, because a command may reply before it has read the whole request.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* Longest header line, and how much of the metadata is looked at. */
#define HEADER_LIMIT 64
#define METADATA_LIMIT 65536
/* The driver fails after so long without a byte of a reply. */
#define SILENCE_MS 120000

typedef struct {
  const char *bytes; /* header line, metadata and body */
  size_t length;
  /* "finished":true, or a getinfo */
  int finished, getinfo;
} Request;

typedef struct {
  char header[HEADER_LIMIT + 1];
  size_t headerLength;
  int headerDone;
  char metadata[METADATA_LIMIT + 1];
  size_t metadataLength, bodyLength, received;
} Reply;

static pid_t child = -1;

static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("drive: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  if (child > 0) kill(child, SIGKILL);
  exit(1);
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* The number from `text` to `end`; -1 when it is not made of 1 to 15 digits. */
static long long parseLength(const char *text, const char *end) {
  if (text == end || end - text > 15) return -1;
  long long value = 0;
  for (; text < end; text++) {
    if (*text < '0' || *text > '9') return -1;
    value = value * 10 + (*text - '0');
  }
  return value;
}

/* Parses "chunked 1.0,<metadata>,<body>", without the newline; returns 0 for anything else. */
static int parseHeader(const char *line, size_t length, size_t *metadata, size_t *body) {
  static const char start[] = "chunked 1.0,";
  size_t skip = sizeof start - 1;
  if (length < skip || memcmp(line, start, skip) != 0) return 0;
  const char *comma = memchr(line + skip, ',', length - skip);
  if (comma == NULL) return 0;
  long long first = parseLength(line + skip, comma), second = parseLength(comma + 1, line + length);
  if (first < 0 || second < 0) return 0;
  *metadata = (size_t)first;
  *body = (size_t)second;
  return 1;
}

/*
 * Maps the file without reading it: a child's peak memory includes the memory that its parent had when it started the
 * child.
 */
static Request *readRequests(const char *path, size_t *count) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) fail("cannot read %s: %s", path, strerror(errno));
  size_t length = (size_t)status.st_size;
  char *bytes = mmap(NULL, length, PROT_READ, MAP_SHARED, file, 0);
  if (bytes == MAP_FAILED) fail("cannot map %s: %s", path, strerror(errno));
  size_t capacity = 1024, position = 0;
  Request *requests = malloc(capacity * sizeof *requests);
  *count = 0;
  while (position < length) {
    const char *start = bytes + position;
    const char *newline = memchr(start, '\n', length - position);
    size_t metadata, body;
    if (newline == NULL || !parseHeader(start, (size_t)(newline - start), &metadata, &body))
      fail("%s: invalid request at byte %zu", path, position);
    size_t whole = (size_t)(newline - start) + 1 + metadata + body;
    if (whole > length - position) fail("%s: the last request is cut short", path);
    if (*count == capacity) requests = realloc(requests, (capacity *= 2) * sizeof *requests);
    requests[(*count)++] = (Request){
        start,
        whole,
        memmem(newline, metadata, "\"finished\":true", 15) != NULL,
        memmem(newline, metadata, "\"getinfo\"", 9) != NULL,
    };
    position += whole;
  }
  if (*count < 2 || !requests[0].getinfo) fail("%s: it must hold a getinfo and at least one execute", path);
  return requests;
}

/* Adds received bytes to the reply, and checks the reply once it is complete. */
static void take(Reply *reply, const char *bytes, size_t length, const Request *request) {
  while (length > 0 && !reply->headerDone) {
    if (*bytes == '\n') {
      if (!parseHeader(reply->header, reply->headerLength, &reply->metadataLength, &reply->bodyLength))
        fail("a reply begins with \"%.*s\", which is not a header", (int)reply->headerLength, reply->header);
      if (reply->metadataLength > METADATA_LIMIT) fail("a reply has %zu bytes of metadata", reply->metadataLength);
      reply->headerDone = 1;
    } else {
      if (reply->headerLength == HEADER_LIMIT)
        fail("a reply begins with \"%.*s\", which is not a header", HEADER_LIMIT, reply->header);
      reply->header[reply->headerLength++] = *bytes;
    }
    bytes++;
    length--;
  }
  if (!reply->headerDone || length == 0) return;
  size_t whole = reply->metadataLength + reply->bodyLength;
  if (length > whole - reply->received) fail("%zu bytes follow the reply", length - (whole - reply->received));
  if (reply->received < reply->metadataLength) {
    size_t part = reply->metadataLength - reply->received;
    memcpy(reply->metadata + reply->received, bytes, part < length ? part : length);
  }
  reply->received += length;
  if (reply->received < whole) return;
  /* The reply is complete. The SDK writes JSON with spaces after colons, so both spellings of a key are searched for. */
  char *metadata = reply->metadata;
  size_t end = reply->metadataLength;
  metadata[end] = '\0';
  while (end > 0 && (metadata[end - 1] == '\n' || metadata[end - 1] == ' ')) end--;
  if (end < 2 || metadata[0] != '{' || metadata[end - 1] != '}') fail("the metadata of a reply is not a JSON object");
  if (strstr(metadata, "\"error\"") != NULL || strstr(metadata, "\"ERROR\"") != NULL)
    fail("the command replied with an error: %.300s", metadata);
  if (request->getinfo) return;
  int finished = strstr(metadata, "\"finished\":true") != NULL || strstr(metadata, "\"finished\": true") != NULL;
  if (finished != request->finished) fail("the reply %.200s has another \"finished\" than its request", metadata);
}

/* Sends one request and reads its reply. */
static void exchange(int in, int out, const Request *request, int replies, size_t *received) {
  static char buffer[1 << 20];
  static Reply reply;
  reply.headerLength = reply.metadataLength = reply.bodyLength = reply.received = 0;
  reply.headerDone = 0;
  size_t sent = 0;
  for (;;) {
    struct pollfd ends[2] = {{out, POLLIN, 0}, {in, POLLOUT, 0}};
    int ready = poll(ends, sent < request->length ? 2 : 1, SILENCE_MS);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) fail("no reply for %d seconds", SILENCE_MS / 1000);
    if (sent < request->length && ends[1].revents != 0) {
      ssize_t written = write(in, request->bytes + sent, request->length - sent);
      if (written > 0) sent += (size_t)written;
      else if (errno != EAGAIN) fail("the command does not read its input: %s", strerror(errno));
    }
    if (ends[0].revents != 0) {
      ssize_t got = read(out, buffer, sizeof buffer);
      if (got <= 0) fail("the command ended inside an exchange");
      if (replies >= 0 && write(replies, buffer, (size_t)got) != got) fail("cannot write the replies: %s", strerror(errno));
      *received += (size_t)got;
      take(&reply, buffer, (size_t)got, request);
    }
    if (sent == request->length && reply.headerDone && reply.received == reply.metadataLength + reply.bodyLength) return;
  }
}

/* Reads the requests into memory, so that reading the file is not measured. */
static void readIn(const Request *requests, size_t count) {
  volatile char touched;
  const char *end = requests[count - 1].bytes + requests[count - 1].length;
  for (const char *byte = requests[0].bytes; byte < end; byte += 4096) touched = *byte;
  (void)touched;
}

static void start(char **arguments, int *in, int *out) {
  int toChild[2], fromChild[2];
  if (pipe2(toChild, O_CLOEXEC) != 0 || pipe2(fromChild, O_CLOEXEC) != 0) fail("cannot make a pipe: %s", strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, toChild[0], 0);
  posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1);
  int error = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ);
  if (error != 0) fail("%s cannot be started: %s", arguments[0], strerror(error));
  close(toChild[0]);
  close(fromChild[1]);
  *in = toChild[1];
  *out = fromChild[0];
}

/* Waits for the child to end, and gets its resource usage. */
static void finish(struct rusage *usage) {
  int status;
  if (wait4(child, &status, 0, usage) < 0) fail("wait: %s", strerror(errno));
  child = -1;
  if (WIFSIGNALED(status)) fail("the command was stopped by signal %d", WTERMSIG(status));
  if (WEXITSTATUS(status) != 0) fail("the command ended with exit code %d", WEXITSTATUS(status));
}

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

static void print(double startup, double execute, const struct rusage *usage, size_t sent, size_t received) {
  printf("{\"startupMs\":%.3f,\"executeMs\":%.3f,\"userSeconds\":%.4f,\"systemSeconds\":%.4f,\"peakBytes\":%lld,\"sent\":%zu,"
         "\"received\":%zu,\"latenciesMs\":[",
         startup, execute, seconds(usage->ru_utime), seconds(usage->ru_stime), (long long)usage->ru_maxrss * 1024, sent,
         received);
}

int main(int count, char **arguments) {
  const char *repliesPath = NULL;
  long repeat = 1, chunks = 0;
  int onlyStart = 0, at = 1;
  for (; at < count && strncmp(arguments[at], "--", 2) == 0; at++) {
    if (strcmp(arguments[at], "--start") == 0) onlyStart = 1;
    else if (strcmp(arguments[at], "--replies") == 0 && at + 1 < count) repliesPath = arguments[++at];
    else if (strcmp(arguments[at], "--repeat") == 0 && at + 1 < count) repeat = strtol(arguments[++at], NULL, 10);
    else if (strcmp(arguments[at], "--chunks") == 0 && at + 1 < count) chunks = strtol(arguments[++at], NULL, 10);
    else fail("unknown option %s", arguments[at]);
  }
  if (count - at < (onlyStart ? 1 : 2) || repeat < 1 || chunks < 0)
    fail("usage: drive [--chunks N] [--repeat N] [--replies FILE] REQUESTS PROGRAM [ARGUMENT...], or drive --start PROGRAM [ARGUMENT...]");
  signal(SIGPIPE, SIG_IGN);
  struct rusage usage;
  int in, out;
  if (onlyStart) {
    double begin = milliseconds();
    start(arguments + at, &in, &out);
    close(in);
    finish(&usage);
    print(milliseconds() - begin, 0, &usage, 0, 0);
    puts("]}");
    return 0;
  }
  size_t requestCount;
  Request *requests = readRequests(arguments[at], &requestCount);
  int replies = -1;
  if (repliesPath != NULL && (replies = open(repliesPath, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644)) < 0)
    fail("cannot write %s: %s", repliesPath, strerror(errno));

  /* The executes that are repeated, and the one that ends the stream. */
  size_t last = requests[requestCount - 1].finished ? requestCount - 1 : requestCount;
  size_t repeated = chunks > 0 && (size_t)chunks < last - 1 ? (size_t)chunks : last - 1;
  size_t exchanges = repeated * (size_t)repeat + (requestCount - last);
  double *latencies = malloc((exchanges + 1) * sizeof *latencies);
  size_t sent = requests[0].length, received = 0;

  double begin = milliseconds();
  start(arguments + at + 1, &in, &out);
  /* Only our end of the pipe is non-blocking. */
  fcntl(in, F_SETFL, O_NONBLOCK);
  exchange(in, out, &requests[0], replies, &received);
  double ready = milliseconds();
  readIn(requests, requestCount);
  double first = milliseconds(), before = first;
  for (size_t index = 0; index < exchanges; index++) {
    const Request *request = index < repeated * (size_t)repeat ? &requests[1 + index % repeated] : &requests[last];
    exchange(in, out, request, replies, &received);
    double now = milliseconds();
    latencies[index] = now - before;
    before = now;
    sent += request->length;
  }
  close(in);
  struct pollfd end = {out, POLLIN, 0};
  char extra;
  if (poll(&end, 1, SILENCE_MS) <= 0) fail("the command does not end");
  if (read(out, &extra, 1) != 0) fail("bytes follow the last reply");
  finish(&usage);
  print(ready - begin, before - first, &usage, sent, received);
  for (size_t index = 0; index < exchanges; index++) printf("%s%.3f", index > 0 ? "," : "", latencies[index]);
  puts("]}");
  return 0;
}
