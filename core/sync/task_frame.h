// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QByteArray>

#include <optional>

namespace lanescope::sync {

/// What goes through the pipes between a process pool and its workers: a number and any bytes, written as a line
/// "NUMBER SIZE" and the bytes behind it. Plain value.
struct TaskFrame {
    quint64 number = 0; ///< of a task: its flow; of an answer: whether it was raised
    QByteArray payload;

    QByteArray bytes() const;
};

/// Puts frames together again from a stream, of which nothing is believed. Threads: one.
class TaskFrameReader {
public:
    static constexpr qsizetype kLargest = qsizetype{64} << 20;

    void take(const QByteArray& bytes) { m_bytes += bytes; }
    /// The next frame, nothing while it is not whole; an error when what came is none, for good.
    Result<std::optional<TaskFrame>> next();

private:
    QByteArray m_bytes;
};

} // namespace lanescope::sync
