// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/task_frame.h"

namespace lanescope::sync {
namespace {

constexpr qsizetype kLongestHead = 40; // two numbers of 64 bits, what stands between them and behind

} // namespace

QByteArray TaskFrame::bytes() const
{
    return QByteArray::number(number) + ' ' + QByteArray::number(payload.size()) + '\n' + payload;
}

Result<std::optional<TaskFrame>> TaskFrameReader::next()
{
    const qsizetype end = m_bytes.left(kLongestHead + 1).indexOf('\n');
    if (end < 0 && m_bytes.size() <= kLongestHead)
        return std::optional<TaskFrame>();
    const QList<QByteArray> words = m_bytes.left(std::max<qsizetype>(end, 0)).split(' ');
    bool hasNumber = false;
    bool hasSize = false;
    TaskFrame frame;
    frame.number = words.first().toULongLong(&hasNumber);
    const qsizetype size = words.last().toLongLong(&hasSize);
    if (words.size() != 2 || !hasNumber || !hasSize || size < 0 || size > kLargest)
        return Error{"what came through the pipe is no task and no answer"};
    if (m_bytes.size() - end - 1 < size)
        return std::optional<TaskFrame>();
    frame.payload = m_bytes.mid(end + 1, size);
    m_bytes.remove(0, end + 1 + size);
    return std::optional(std::move(frame));
}

} // namespace lanescope::sync
