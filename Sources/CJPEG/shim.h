#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <jerror.h>

/// A JPEG file in memory that is being decoded, and what libjpeg found wrong with it.
struct chorus_jpeg {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    jmp_buf failure;
    char message[JMSG_LENGTH_MAX];
};

static inline void chorus_jpeg_fail(j_common_ptr info) {
    struct chorus_jpeg *jpeg = (struct chorus_jpeg *)info->client_data;
    info->err->format_message(info, jpeg->message);
    longjmp(jpeg->failure, 1);
}

/// Whether the warning that libjpeg has just given means that pixels are lost. After the last row none can be.
static inline int chorus_jpeg_loses_pixels(const struct chorus_jpeg *jpeg) {
    const struct jpeg_decompress_struct *info = &jpeg->info;
    if (info->output_height > 0 && info->output_scanline >= info->output_height) {
        return 0;
    }
    switch (jpeg->errors.msg_code) {
    case JWRN_EXTRANEOUS_DATA: /* Bytes between the end of the data and a marker: nothing is made of them. */
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
    case JWRN_NOT_SEQUENTIAL:
        return 0;
    case JWRN_BOGUS_PROGRESSION: /* A first scan may come twice; one that refines what never came lacks it. */
        return info->Ah != 0;
    default:
        return 1;
    }
}

static inline void chorus_jpeg_hear(j_common_ptr info, int level) {
    struct chorus_jpeg *jpeg = (struct chorus_jpeg *)info->client_data;
    if (level < 0 && chorus_jpeg_loses_pixels(jpeg)) {
        chorus_jpeg_fail(info);
    }
}

static inline void chorus_jpeg_start_source(j_decompress_ptr info) { (void)info; }

/// The file has ended: libjpeg warns, and is given the marker of the end.
static inline boolean chorus_jpeg_end_source(j_decompress_ptr info) {
    static const JOCTET end[2] = {0xFF, JPEG_EOI};
    WARNMS(info, JWRN_JPEG_EOF);
    info->src->next_input_byte = end;
    info->src->bytes_in_buffer = 2;
    return TRUE;
}

static inline void chorus_jpeg_skip(j_decompress_ptr info, long count) {
    while (count > 0) {
        if (info->src->bytes_in_buffer == 0) {
            (void)info->src->fill_input_buffer(info);
        }
        size_t part = info->src->bytes_in_buffer < (size_t)count ? info->src->bytes_in_buffer : (size_t)count;
        info->src->next_input_byte += part;
        info->src->bytes_in_buffer -= part;
        count -= (long)part;
    }
}

/// Frees everything.
static inline void chorus_jpeg_close(struct chorus_jpeg *jpeg) {
    jpeg_destroy_decompress(&jpeg->info);
    free(jpeg);
}

/// Reads the header; `bytes` must stay where they are. NULL without memory. Check `message`, which is empty if all is
/// well. (In C because libjpeg's errors need setjmp.)
static inline struct chorus_jpeg *chorus_jpeg_open(const unsigned char *bytes, size_t count) {
    struct chorus_jpeg *jpeg = (struct chorus_jpeg *)calloc(1, sizeof *jpeg);
    if (jpeg == NULL) {
        return NULL;
    }
    jpeg->info.err = jpeg_std_error(&jpeg->errors);
    jpeg->errors.error_exit = chorus_jpeg_fail;
    jpeg->errors.emit_message = chorus_jpeg_hear;
    jpeg->info.client_data = jpeg;
    if (setjmp(jpeg->failure)) {
        return jpeg;
    }
    jpeg_create_decompress(&jpeg->info);
    jpeg->source.init_source = chorus_jpeg_start_source;
    jpeg->source.fill_input_buffer = chorus_jpeg_end_source;
    jpeg->source.skip_input_data = chorus_jpeg_skip;
    jpeg->source.resync_to_restart = jpeg_resync_to_restart;
    jpeg->source.term_source = chorus_jpeg_start_source;
    jpeg->source.next_input_byte = bytes;
    jpeg->source.bytes_in_buffer = count;
    jpeg->info.src = &jpeg->source;
    jpeg_read_header(&jpeg->info, TRUE);
    return jpeg;
}

/// The bytes of the coefficients that must all be in memory before the first row: none if there is one scan.
static inline size_t chorus_jpeg_coefficient_bytes(struct chorus_jpeg *jpeg) {
    size_t bytes = 0;
    if (!jpeg_has_multiple_scans(&jpeg->info)) {
        return 0;
    }
    for (int component = 0; component < jpeg->info.num_components; ++component) {
        const jpeg_component_info *plane = &jpeg->info.comp_info[component];
        bytes += (size_t)plane->width_in_blocks * plane->height_in_blocks * sizeof(JBLOCK);
    }
    return bytes;
}

/// Makes ready for rows of grey, RGB or CMYK. Returns 0, or -1 with a message.
static inline int chorus_jpeg_start(struct chorus_jpeg *jpeg, J_COLOR_SPACE colours) {
    if (setjmp(jpeg->failure)) {
        return -1;
    }
    jpeg->info.out_color_space = colours;
    jpeg->info.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&jpeg->info);
    return 0;
}

/// Decodes the next row. Returns 0, or -1 with a message.
static inline int chorus_jpeg_read_row(struct chorus_jpeg *jpeg, unsigned char *row) {
    if (setjmp(jpeg->failure)) {
        return -1;
    }
    return jpeg_read_scanlines(&jpeg->info, &row, 1) == 1 ? 0 : -1;
}
