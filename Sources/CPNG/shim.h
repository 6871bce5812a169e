#include <png.h>
#include <setjmp.h>
#include <stddef.h>
#include <string.h>

/// A PNG file in memory, how far it has been read, and what libpng found wrong with it.
struct chorus_png_source {
    const unsigned char *bytes;
    size_t count;
    size_t offset;
    char message[128];
};

static inline void chorus_png_read(png_structp png, png_bytep target, size_t count) {
    struct chorus_png_source *source = (struct chorus_png_source *)png_get_io_ptr(png);
    if (source->count - source->offset < count) {
        png_error(png, "the file ends early");
    }
    memcpy(target, source->bytes + source->offset, count);
    source->offset += count;
}

static inline void chorus_png_fail(png_structp png, png_const_charp message) {
    struct chorus_png_source *source = (struct chorus_png_source *)png_get_error_ptr(png);
    strncpy(source->message, message, sizeof source->message - 1);
    png_longjmp(png, 1);
}

static inline void chorus_png_ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

/// Decodes to 8 bits a value: one channel for grey files, three for colour and palette; alpha is dropped, not blended;
/// 16 bits are divided by 257 and rounded; gamma is ignored. Returns 0, or -1 with a message in `source`, also when the
/// image is not of this height and number of bytes a row. (In C because libpng's errors need setjmp.)
static inline int chorus_png_decode(
    struct chorus_png_source *source, unsigned char *pixels, size_t row_bytes, size_t height) {
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, source, chorus_png_fail, chorus_png_ignore);
    if (png == NULL) {
        return -1;
    }
    png_infop info = png_create_info_struct(png);
    if (info == NULL || setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return -1;
    }
    png_set_read_fn(png, source, chorus_png_read);
    /* One is none: texts, of which 8 kB may unpack to 8 MB, are passed over. */
    png_set_chunk_cache_max(png, 1);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_strip_alpha(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != row_bytes || png_get_image_height(png, info) != height) {
        png_error(png, "its size is not what its header says");
    }
    for (int pass = 0; pass < passes; ++pass) {
        for (size_t row = 0; row < height; ++row) {
            png_read_row(png, pixels + row * row_bytes, NULL);
        }
    }
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
}
