#include "CVersion.h"

#include <string.h>

// Both files are sources of this one, so that the first build after a commit compiles it again. SwiftPM's own value
// (Context.gitInformation) would stay the same until Package.swift changes.

#pragma clang diagnostic ignored "-Wc23-extensions"

#ifdef CHORUS_COMMIT

const char *CVCommit(void) { return CHORUS_COMMIT; }

#else

static const char head[] = {
#if __has_embed("../../.git/HEAD")
#embed "../../.git/HEAD"
    ,
#endif
    0};

static const char mainCommit[] = {
#if __has_embed("../../.git/refs/heads/main")
#embed "../../.git/refs/heads/main"
    ,
#endif
    0};

const char *CVCommit(void) {
    // HEAD names a branch, or is a commit.
    if (strncmp(head, "ref: ", 5) != 0) return head;
    return strcmp(head, "ref: refs/heads/main\n") == 0 ? mainCommit : "";
}

#endif
