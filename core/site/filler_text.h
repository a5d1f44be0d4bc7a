// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>

namespace lanescope::site {

/// A block of made-up English words, written once and copied from ever after, so that a page of any size
/// costs one memory copy. The text holds only letters, spaces and full stops: it may be cut anywhere and
/// needs no escaping in HTML.
///
/// Threads: immutable after construction.
class FillerText {
public:
    explicit FillerText(std::uint64_t seed);

    /// Appends exactly `bytes` bytes of text that begins at `position` (any value), going round at the end.
    void appendTo(QByteArray& out, std::uint64_t position, qsizetype bytes) const;

    /// `count` words for a title or a link, the same for the same position.
    [[nodiscard]] QByteArrayView words(std::uint64_t position, int count) const;

private:
    QByteArray m_text;
};

} // namespace lanescope::site
