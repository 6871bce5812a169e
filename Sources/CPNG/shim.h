#include <png.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/// A PNG file in memory that is being decoded, how far it has been read, and what libpng found wrong with it.
struct chorus_png {
    const unsigned char *bytes;
    size_t count;
    size_t offset;
    png_structp png;
    png_infop info;
    size_t width;
    size_t height;
    size_t row_bytes;
    int passes;
    int checksum_differs;
    int has_ended;
    char message[128];
};

static inline void chorus_png_read(png_structp png, png_bytep target, size_t count) {
    struct chorus_png *source = (struct chorus_png *)png_get_io_ptr(png);
    if (source->count - source->offset < count) {
        png_error(png, "the file ends early");
    }
    memcpy(target, source->bytes + source->offset, count);
    source->offset += count;
}

static inline void chorus_png_fail(png_structp png, png_const_charp message) {
    struct chorus_png *source = (struct chorus_png *)png_get_error_ptr(png);
    strncpy(source->message, message, sizeof source->message - 1);
    png_longjmp(png, 1);
}

/// Handles libpng's warnings. Only one of them means wrong pixels: that of zlib's checksum of all rows.
static inline void chorus_png_hear(png_structp png, png_const_charp message) {
    struct chorus_png *source = (struct chorus_png *)png_get_error_ptr(png);
    if (strstr(message, "incorrect data check") != NULL) {
        source->checksum_differs = 1;
        chorus_png_fail(png, message);
    }
}

/// Whether the file ends before its last chunk does.
static inline int chorus_png_is_cut(const unsigned char *bytes, size_t count) {
    size_t at = 8;
    while (count >= at + 12) {
        if (memcmp(bytes + at + 4, "IEND", 4) == 0) {
            return 0;
        }
        at += 12 + png_get_uint_32(bytes + at);
    }
    return 1;
}

/// Frees everything.
static inline void chorus_png_close(struct chorus_png *source) {
    png_destroy_read_struct(&source->png, &source->info, NULL);
    free(source);
}

/// Reads all that comes before the rows; `bytes` must stay where they are. Rows will have 8 bits a value: one channel
/// for grey files, three for colour and palette; alpha is dropped, not blended; 16 bits are divided by 257 and rounded;
/// gamma is ignored. NULL without memory. Check `message`, which is empty if all is well. (In C because libpng's errors
/// need setjmp.)
static inline struct chorus_png *chorus_png_open(const unsigned char *bytes, size_t count) {
    struct chorus_png *source = (struct chorus_png *)calloc(1, sizeof *source);
    if (source == NULL) {
        return NULL;
    }
    source->bytes = bytes;
    source->count = count;
    source->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, source, chorus_png_fail, chorus_png_hear);
    source->info = source->png == NULL ? NULL : png_create_info_struct(source->png);
    if (source->info == NULL) {
        chorus_png_close(source);
        return NULL;
    }
    if (setjmp(png_jmpbuf(source->png))) {
        return source;
    }
    png_set_read_fn(source->png, source, chorus_png_read);
    /* 1 means none: texts are skipped, since 8 kB may unpack to 8 MB. */
    png_set_chunk_cache_max(source->png, 1);
    if (chorus_png_is_cut(bytes, count)) {
        /* libpng asks for 8 kB at a time: of rows that are there, it must not miss what is not. */
        png_set_compression_buffer_size(source->png, 1);
    }
    png_read_info(source->png, source->info);
    /* The rows have zlib's checksum too: with that one right, they are whole. */
    png_set_crc_action(source->png, PNG_CRC_WARN_USE, PNG_CRC_DEFAULT);
    png_set_expand(source->png);
    png_set_scale_16(source->png);
    png_set_strip_alpha(source->png);
    source->passes = png_set_interlace_handling(source->png);
    png_read_update_info(source->png, source->info);
    source->width = png_get_image_width(source->png, source->info);
    source->height = png_get_image_height(source->png, source->info);
    source->row_bytes = png_get_rowbytes(source->png, source->info);
    return source;
}

/// Whether what failed is no pixel: all rows are there, and zlib's checksum of them is right, or cut off.
static inline int chorus_png_has_all_rows(struct chorus_png *source) {
    int is_behind = source->passes > 1 ? png_get_current_pass_number(source->png) >= source->passes
                                       : png_get_current_row_number(source->png) >= source->height;
    source->has_ended = is_behind && !source->checksum_differs;
    return source->has_ended;
}

/// Decodes the next row; of an interlaced file, adds what this pass has of it. Returns 0, or -1 with a message.
static inline int chorus_png_read_row(struct chorus_png *source, unsigned char *row) {
    if (setjmp(png_jmpbuf(source->png))) {
        return chorus_png_has_all_rows(source) ? 0 : -1;
    }
    png_read_row(source->png, row, NULL);
    return 0;
}

/// Reads on behind the last row. Returns 0, or -1 with a message.
static inline int chorus_png_finish(struct chorus_png *source) {
    if (setjmp(png_jmpbuf(source->png))) {
        return chorus_png_has_all_rows(source) ? 0 : -1;
    }
    if (!source->has_ended) {
        png_read_end(source->png, NULL);
    }
    return 0;
}

/// Unpacks zlib's `bytes` to at most `limit` bytes of `target`; how many that are. What is behind them, or damaged, is
/// left out.
static inline size_t chorus_png_unpack(const unsigned char *bytes, size_t count, unsigned char *target, size_t limit) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (inflateInit(&stream) != Z_OK) {
        return 0;
    }
    stream.next_in = (unsigned char *)bytes;
    stream.avail_in = (uInt)count;
    stream.next_out = target;
    stream.avail_out = (uInt)limit;
    (void)inflate(&stream, Z_SYNC_FLUSH);
    size_t made = limit - stream.avail_out;
    inflateEnd(&stream);
    return made;
}
