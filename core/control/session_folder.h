// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QString>

namespace lanescope::control {

/// The private folder of one run, on tmpfs where there is one: mode 0700 and a name that cannot be guessed.
/// Lifetime: removed with everything in it when the object goes. Making one also removes those that a killed
/// Lanescope left behind. Threads: one at a time.
class SessionFolder {
public:
    static Result<SessionFolder> make();
    SessionFolder(SessionFolder&& other) noexcept;
    SessionFolder& operator=(SessionFolder&&) = delete;
    ~SessionFolder();

    const QString& path() const { return m_path; }

private:
    explicit SessionFolder(QString path)
        : m_path(std::move(path))
    {
    }
    QString m_path;
};

} // namespace lanescope::control
