// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace lanescope::resources {

/// Loads the words of the user's language, or the plurals of English, which the sources cannot spell ("%n
/// thread(s)"). To be called once, before the first text is made. Threads: GUI.
void installTranslation(QCoreApplication& application);

} // namespace lanescope::resources
