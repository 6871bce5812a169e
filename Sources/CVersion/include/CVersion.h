#ifndef CVERSION_H
#define CVERSION_H

/// The commit that this program was built from: what CHORUS_COMMIT said in the environment of the build, or else that of the
/// working copy, as far as it is on no branch or on main. Empty if it is not known; perhaps with a line break at the end.
const char *CVCommit(void);

#endif
