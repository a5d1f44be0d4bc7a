// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QByteArrayView>
#include <QIODevice>
#include <QString>

#include <memory>

namespace lanescope::session {

/// A file to be written that either is there whole in the end or not at all: everything goes to a temporary
/// file beside the target, which commit() renames. A target that exists and is no regular file (a terminal, a pipe,
/// /dev/null) is written straight, since renaming over it would replace the device.
/// Errors: sentences that name the path, the reason and what to do. Threads: one at a time. Lifetime:
/// destroyed without commit(), it leaves the target as it was.
class SafeFile {
public:
    explicit SafeFile(const QString& path);
    ~SafeFile();

    Status open();
    /// Buffered; after the first failure it does nothing and commit() says why.
    void write(QByteArrayView bytes);
    bool failed() const;
    Status commit();
    /// For writers that want a device: QSvgGenerator, QPdfWriter, QImageWriter. Null before open().
    QIODevice* device();

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Writes the bytes to the file as SafeFile does.
Status writeFile(const QString& path, QByteArrayView bytes);

/// "Cannot write 'x/y.csv': No space left on device. Free some space or choose another folder."
Error writeError(const QString& path, const QString& reason);

} // namespace lanescope::session
