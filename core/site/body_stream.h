// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <functional>
#include <limits>

namespace lanescope::site {

/// The bytes of an answer, made as they are sent, so that a body of any length, or without end, takes no memory.
///
/// Threads: belongs to the site's thread. Lifetime: what the pieces refer to must outlive it.
class BodyStream {
public:
    /// The piece with this number; never empty.
    using Piece = std::function<QByteArray(std::uint64_t number)>;
    static constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();

    /// A body that is there already.
    explicit BodyStream(QByteArray whole)
        : m_ready(std::move(whole))
    {
    }
    /// `start`, then `count` pieces, then `end`.
    BodyStream(QByteArray start, Piece piece, std::uint64_t count, QByteArray end)
        : m_ready(std::move(start))
        , m_piece(std::move(piece))
        , m_count(count)
        , m_end(std::move(end))
    {
    }

    /// From 1 to `most` further bytes; none at the end.
    [[nodiscard]] QByteArray next(qsizetype most);
    [[nodiscard]] bool atEnd() const { return m_ready.isEmpty() && m_made == m_count && m_end.isEmpty(); }

private:
    QByteArray m_ready; // made and not yet sent
    Piece m_piece;
    std::uint64_t m_count = 0;
    std::uint64_t m_made = 0;
    QByteArray m_end;
};

} // namespace lanescope::site
