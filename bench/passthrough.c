/*
 * The limit of what a command that scores rows can reach: the protocol, the scan for rows and cells, a key for each row, a
 * memo by key, and the copying of rows and answers, with vector instructions and without a runtime. It applies no
 * model: the answers are read from a file, so that it writes as many bytes as the real command.
 *
 *   passthrough ANSWERS KIND=FIELD|FIELD... KIND=FIELD...
 *
 * KIND is port, address, count, url or name, and decides how a cell becomes part of the key; the first field with a value is
 * used. ANSWERS (src/benchmark/answers.ts): the number of answers and the bytes of the header's new cells
 * (32 bits each), the offset of each answer and the end of the last (32 bits each), the header's cells, the answers. Answer
 * n belongs to row n of the stream, counted modulo the number of answers; a row with an empty answer is removed.
 *
 * It does less than the command: 64-bit hashes serve as keys without a comparison, nothing is validated, and lines end in LF only.
 *
 * cc -O3 -march=native; without AVX2 it falls back to SSE2, so it is for x86-64.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 64
/* Bytes that are read before they are scanned, so that the sender fills the pipe meanwhile. */
#define STEP (256 * 1024)
#define OUT_CAPACITY (1024 * 1024)
#define MEMO_PLACES (1 << 18)
#define MAX_FIELDS 32
#define MAX_COLUMNS 64
#define NO_COLUMN (1 << 30)

typedef enum { PORT, ADDRESS, COUNT, URL, NAME } Kind;
static const char *const KIND_NAMES[] = {"port", "address", "count", "url", "name"};

typedef struct {
  Kind kind;
  const char *names; /* "dest|ResponderIP" */
  int cells[4][2];   /* places among the wanted cells: scalar and list, -1 where the chunk lacks it */
  int count;
} Field;

typedef struct {
  uint32_t start, end;
} Cell;

typedef struct {
  uint32_t start, end, answer, answerLength;
} Row;

typedef struct {
  uint64_t hash;
  uint32_t answer, answerLength;
} Memo;

static Field fields[MAX_FIELDS];
static int fieldCount;
static const Field *present[MAX_FIELDS]; /* those that the chunk has, in the same order */
static int presentCount;
static int wanted[MAX_COLUMNS + 1]; /* column numbers, ascending, and a sentinel */
static Cell cells[MAX_COLUMNS];

static char *body;
static Row *rows;
static size_t rowCount, rowNumber;
static Memo *memo;
static size_t memoCount;

static const uint32_t *answerOffsets;
static const char *answers, *headerCells;
static uint32_t answerCount, headerCellsLength;

static char out[OUT_CAPACITY];
static size_t outUsed;

static void fail(const char *what) {
  fprintf(stderr, "passthrough: %s\n", what);
  exit(1);
}

/* ---- writing ---- */

static void writeAll(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(1, bytes, length);
    if (written <= 0) exit(1);
    bytes += written;
    length -= (size_t)written;
  }
}

static inline void put(const char *bytes, size_t length) {
  if (outUsed + length > OUT_CAPACITY) {
    writeAll(out, outUsed);
    outUsed = 0;
    if (length > OUT_CAPACITY) {
      writeAll(bytes, length);
      return;
    }
  }
  memcpy(out + outUsed, bytes, length);
  outUsed += length;
}

/* ---- keys ---- */

static inline uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15ull;
  return hash ^ (hash >> 29);
}

static uint64_t hashOf(const char *text, const char *end) {
  uint64_t hash = (uint64_t)(end - text), part = 0;
  for (; end - text >= 8; text += 8) {
    memcpy(&part, text, 8);
    hash = mix(hash, part);
  }
  /* Reads eight bytes, and masks those after the end. A body is in a larger mapping. */
  memcpy(&part, text, 8);
  return mix(hash, part & (((uint64_t)1 << (8 * (end - text))) - 1));
}

/* 1 internal, 2 external, 3 not an address */
static uint64_t sideOf(const char *text, const char *end) {
  uint32_t address = 0, part = 0;
  int parts = 0;
  for (const char *c = text; c < end; c++) {
    if (*c >= '0' && *c <= '9') part = part * 10 + (uint32_t)(*c - '0');
    else if (*c == '.') address = address << 8 | (part & 255), part = 0, parts++;
    else {
      parts = -1;
      break;
    }
  }
  if (parts == 3) {
    static const uint32_t networks[][2] = {
        {0xff000000, 0x00000000}, {0xff000000, 0x7f000000}, {0xff000000, 0x0a000000}, {0xfff00000, 0xac100000},
        {0xffff0000, 0xc0a80000}, {0xffff0000, 0xa9fe0000}, {0xffc00000, 0x64400000}, {0xf0000000, 0xe0000000},
    };
    address = address << 8 | (part & 255);
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
      if ((address & networks[i][0]) == networks[i][1]) return 1;
    return 2;
  }
  if (memchr(text, ':', (size_t)(end - text)) == NULL) return 3;
  char first = text[0] | 32, second = text[1] | 32;
  return first == 'f' && (second == 'c' || second == 'd' || second == 'e' || second == 'f') ? 1 : text[0] == ':' ? 1 : 2;
}

/* Whether a URL names its host by address (1) or by name (2). */
static uint64_t urlOf(const char *text, const char *end) {
  const char *slash = memmem(text, (size_t)(end - text), "//", 2);
  if (slash != NULL) text = slash + 2;
  return text < end && ((*text >= '0' && *text <= '9') || *text == '[') ? 1 : 2;
}

static inline uint64_t codeOf(Kind kind, const char *text, const char *end) {
  switch (kind) {
  case PORT: {
    uint64_t port = 0;
    for (; text < end; text++) port = port * 10 + (uint64_t)(*text - '0');
    return port;
  }
  case ADDRESS: return sideOf(text, end);
  case COUNT: return (uint64_t)(end - text);
  case URL: return urlOf(text, end);
  default: return hashOf(text, end);
  }
}

/* The value of a field in the row at hand, without quotation marks; of a list the first. */
static inline int valueOf(const Field *field, const char **text, const char **end) {
  for (int i = 0; i < field->count; i++) {
    int list = field->cells[i][1];
    Cell cell = cells[field->cells[i][0]];
    int isList = list >= 0 && cells[list].end > cells[list].start;
    if (isList) cell = cells[list];
    if (cell.start == cell.end) continue;
    const char *start = body + cell.start, *stop = body + cell.end;
    if (*start == '"') start++, stop--;
    if (isList) {
      const char *close = memchr(start + 1, '$', (size_t)(stop - start - 1));
      start++;
      if (close != NULL) stop = close;
    }
    *text = start;
    *end = stop;
    return 1;
  }
  return 0;
}

static inline void endRow(uint32_t start, uint32_t end) {
  uint64_t hash = 1;
  for (int i = 0; i < presentCount; i++) {
    const char *text, *stop;
    hash = mix(hash, valueOf(present[i], &text, &stop) ? codeOf(present[i]->kind, text, stop) + 1 : 0);
  }
  size_t place = hash & (MEMO_PLACES - 1);
  while (memo[place].hash != 0 && memo[place].hash != hash) place = (place + 1) & (MEMO_PLACES - 1);
  if (memo[place].hash == 0) {
    if (++memoCount > MEMO_PLACES / 2) {
      memset(memo, 0, MEMO_PLACES * sizeof *memo);
      memoCount = 1;
      place = hash & (MEMO_PLACES - 1);
    }
    size_t number = rowNumber % answerCount;
    memo[place] = (Memo){hash, answerOffsets[number], answerOffsets[number + 1] - answerOffsets[number]};
  }
  rowNumber++;
  rows[rowCount++] = (Row){start, end, memo[place].answer, memo[place].answerLength};
}

/* ---- the scan ---- */

/* One bit for each of 64 bytes that is this one. */
static inline uint64_t bitsOf(const char *bytes, char byte) {
#ifdef __AVX2__
  const __m256i all = _mm256_set1_epi8(byte);
  uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)bytes), all));
  uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(bytes + 32)), all));
  return low | (uint64_t)high << 32;
#else
  const __m128i all = _mm_set1_epi8(byte);
  uint64_t bits = 0;
  for (int i = 0; i < 4; i++) {
    __m128i part = _mm_loadu_si128((const __m128i *)(bytes + 16 * i));
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part, all)) << (16 * i);
  }
  return bits;
#endif
}

/* Each bit becomes the parity of itself and all bits below: ones from a quotation mark up to before the next. */
static inline uint64_t parity(uint64_t bits) {
#ifdef __PCLMUL__
  return (uint64_t)_mm_cvtsi128_si64(
      _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xff), 0));
#else
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
#endif
}

typedef struct {
  size_t position;                 /* next byte to look at */
  uint64_t quoted;                 /* all ones inside quotation marks */
  uint32_t rowStart, cellStart;
  int column, slot;
} Scan;

/* Look at the bytes up to `end`; only the last call of a chunk may end inside a block. */
static void scanTo(Scan *scan, size_t end) {
  uint32_t rowStart = scan->rowStart, cellStart = scan->cellStart;
  int column = scan->column, slot = scan->slot;
  size_t position = scan->position;
  for (; position < end; position += BLOCK) {
    const char *bytes = body + position;
    uint64_t quotes = bitsOf(bytes, '"'), commas = bitsOf(bytes, ','), lines = bitsOf(bytes, '\n');
    if (end - position < BLOCK) {
      uint64_t valid = ((uint64_t)1 << (end - position)) - 1;
      quotes &= valid, commas &= valid, lines &= valid;
    }
    uint64_t inside = parity(quotes) ^ scan->quoted;
    scan->quoted = (uint64_t)((int64_t)inside >> 63);
    lines &= ~inside;
    uint64_t ends = (commas & ~inside) | lines;
    int passed = __builtin_popcountll(ends);
    /* Neither a row nor a wanted cell ends in this block: only count. */
    if (lines == 0 && column + passed <= wanted[slot]) {
      if (passed > 0) {
        column += passed;
        cellStart = (uint32_t)(position + BLOCK - (size_t)__builtin_clzll(ends));
      }
      continue;
    }
    for (; ends != 0; ends &= ends - 1) {
      int bit = __builtin_ctzll(ends);
      uint32_t at = (uint32_t)position + (uint32_t)bit;
      if (column == wanted[slot]) cells[slot++] = (Cell){cellStart, at};
      cellStart = at + 1;
      column++;
      if (lines >> bit & 1) {
        endRow(rowStart, at);
        rowStart = cellStart;
        column = slot = 0;
      }
    }
  }
  *scan = (Scan){position, scan->quoted, rowStart, cellStart, column, slot};
}

/* ---- a chunk ---- */

static int isName(const char *text, size_t length, const char *name, size_t nameLength, int list) {
  if (length >= 2 && *text == '"') text++, length -= 2;
  if (list) {
    if (length < 5 || memcmp(text, "__mv_", 5) != 0) return 0;
    text += 5, length -= 5;
  }
  return length == nameLength && memcmp(text, name, length) == 0;
}

/* Find the wanted columns in the header [0, end); names have no commas. */
static void readHeader(size_t end) {
  int found = 0, column = 0;
  for (int i = 0; i < fieldCount; i++) {
    fields[i].count = 0;
    for (int j = 0; j < 4; j++) fields[i].cells[j][0] = fields[i].cells[j][1] = -1;
  }
  for (size_t start = 0; start <= end; column++) {
    const char *comma = memchr(body + start, ',', end - start);
    size_t stop = comma == NULL ? end : (size_t)(comma - body);
    for (int i = 0; i < fieldCount; i++) {
      int candidate = 0;
      for (const char *name = fields[i].names; name != NULL; candidate++) {
        const char *bar = strchr(name, '|');
        size_t length = bar == NULL ? strlen(name) : (size_t)(bar - name);
        for (int list = 0; list < 2; list++)
          if (isName(body + start, stop - start, name, length, list) && found < MAX_COLUMNS) {
            wanted[found] = column;
            fields[i].cells[candidate][list] = found++;
          }
        name = bar == NULL ? NULL : bar + 1;
      }
    }
    start = stop + 1;
  }
  wanted[found] = NO_COLUMN;
  /* Remove the fields that the chunk does not have. */
  presentCount = 0;
  for (int i = 0; i < fieldCount; i++) {
    for (int j = 0; j < 4; j++)
      if (fields[i].cells[j][0] >= 0) {
        int *to = fields[i].cells[fields[i].count++];
        to[0] = fields[i].cells[j][0], to[1] = fields[i].cells[j][1];
      }
    if (fields[i].count > 0) present[presentCount++] = &fields[i];
  }
}

static void answerChunk(size_t headerEnd, size_t length, int finished) {
  const char *metadata = finished ? "{\"finished\":true}" : "{\"finished\":false}";
  size_t total = length == 0 ? 0 : headerEnd + headerCellsLength + 1;
  for (size_t i = 0; i < rowCount; i++)
    if (rows[i].answerLength > 0) total += rows[i].end - rows[i].start + rows[i].answerLength + 1;
  char line[64];
  put(line, (size_t)sprintf(line, "chunked 1.0,%zu,%zu\n", strlen(metadata), total));
  put(metadata, strlen(metadata));
  if (length > 0) {
    put(body, headerEnd);
    put(headerCells, headerCellsLength);
    put("\n", 1);
  }
  for (size_t i = 0; i < rowCount; i++) {
    if (rows[i].answerLength == 0) continue;
    put(body + rows[i].start, rows[i].end - rows[i].start);
    put(answers + rows[i].answer, rows[i].answerLength);
    put("\n", 1);
  }
  writeAll(out, outUsed);
  outUsed = 0;
}

static void execute(size_t length, int finished) {
  size_t have = 0, headerEnd = 0;
  Scan scan = {0, 0, 0, 0, 0, 0};
  rowCount = 0;
  while (have < length) {
    size_t want = have + STEP < length ? have + STEP : length;
    while (have < want) {
      ssize_t got = read(0, body + have, length - have);
      if (got <= 0) exit(0);
      have += (size_t)got;
    }
    if (scan.position == 0) {
      const char *newline = memchr(body, '\n', have);
      if (newline == NULL && have < length) continue;
      headerEnd = newline == NULL ? length : (size_t)(newline - body);
      readHeader(headerEnd);
      scan.position = headerEnd + 1;
      scan.rowStart = scan.cellStart = (uint32_t)scan.position;
    }
    /* Whole blocks, unless these are the last bytes. */
    size_t whole = have < length && have > scan.position ? scan.position + (have - scan.position) / BLOCK * BLOCK : have;
    scanTo(&scan, whole);
  }
  answerChunk(headerEnd, length, finished);
}

static void readAnswers(const char *path) {
  int file = open(path, O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) fail("cannot read the answers");
  /* MAP_POPULATE: the answers are in memory before the first request. */
  const uint32_t *words = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (words == MAP_FAILED) fail("cannot map the answers");
  answerCount = words[0];
  headerCellsLength = words[1];
  answerOffsets = words + 2;
  headerCells = (const char *)(answerOffsets + answerCount + 1);
  answers = headerCells + headerCellsLength;
}

static void *allocate(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) fail("no memory");
  return memory;
}

int main(int count, char **arguments) {
  if (count < 3) fail("usage: passthrough ANSWERS KIND=FIELD|FIELD...");
  readAnswers(arguments[1]);
  for (int i = 2; i < count && fieldCount < MAX_FIELDS; i++) {
    char *equals = strchr(arguments[i], '=');
    int kind = 0;
    while (equals != NULL && kind <= NAME && strncmp(arguments[i], KIND_NAMES[kind], (size_t)(equals - arguments[i])) != 0) kind++;
    if (equals == NULL || kind > NAME) fail("a field is KIND=NAME");
    fields[fieldCount].kind = (Kind)kind;
    fields[fieldCount++].names = equals + 1;
  }
  /* Address space, not memory: pages come as they are used. */
  body = allocate((size_t)1 << 31);
  rows = allocate((size_t)1 << 28);
  memo = allocate(MEMO_PLACES * sizeof *memo);
  static char head[65536];
  for (;;) {
    size_t length = 0, metadata, bytes;
    do {
      if (read(0, head + length, 1) <= 0) return 0;
    } while (head[length++] != '\n' && length < 64);
    head[length] = '\0';
    if (sscanf(head, "chunked 1.0,%zu,%zu", &metadata, &bytes) != 2 || metadata >= sizeof head) fail("invalid request");
    for (size_t have = 0; have < metadata;) {
      ssize_t got = read(0, head + have, metadata - have);
      if (got <= 0) return 0;
      have += (size_t)got;
    }
    head[metadata] = '\0';
    if (strstr(head, "\"getinfo\"") != NULL) {
      static const char reply[] = "chunked 1.0,20,0\n{\"type\":\"streaming\"}";
      writeAll(reply, sizeof reply - 1);
    } else {
      execute(bytes, strstr(head, "\"finished\":true") != NULL);
    }
  }
}
