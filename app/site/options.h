// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/site_settings.h"

#include <QString>
#include <QStringList>

#include <cstdint>

namespace lanescope::site {

/// What the command line asked for.
///
/// Errors: when the command line is wrong, `error` holds one line that says what is, and in which range it
/// would be right.
struct Options {
    enum class WhenInputEnds { Quit, Stay };

    SiteSettings settings;
    std::uint64_t seed = 1;
    quint16 port = 0;
    WhenInputEnds whenInputEnds = WhenInputEnds::Quit;
    bool quiet = false;
    bool help = false;
    QString error;
};

[[nodiscard]] Options parseOptions(const QStringList& arguments);

/// What `--help` prints, made from the declarations of the knobs.
[[nodiscard]] QString helpText();

} // namespace lanescope::site
