#ifndef CVERSION_H
#define CVERSION_H

/// The commit that this program was built from: CHORUS_COMMIT in the environment of the build, or else the commit of
/// the working copy if that is on main or on no branch. Empty if it is unknown; it may end with a line break.
const char *CVCommit(void);

#endif
