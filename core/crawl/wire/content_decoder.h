// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>

struct z_stream_s;

namespace lanescope::crawl {

/// Undoes the compression of a body while it arrives, as much at a time as there is room for: a kilobyte may become a
/// megabyte, and all of it at once is what a bomb wants.
///
/// Qt decodes too, but keeps everything that has come, and stops telling of it where its buffer is bounded.
/// Threads: one at a time. Memory: what was put and not taken yet, and zlib's 44 KB.
class ContentDecoder {
public:
    /// What a request may ask for.
    static constexpr auto kAccepted = "gzip, deflate";

    /// For a Content-Encoding; null for one that is not known. "identity" and nothing need none.
    static std::unique_ptr<ContentDecoder> of(const QByteArray& encoding);
    static bool isNeededFor(const QByteArray& encoding);
    ~ContentDecoder();

    /// More of what the server sent; only while it isHungry().
    void put(QByteArray&& encoded);
    bool isHungry() const;
    /// Appends up to `most` decoded bytes. False: what was sent is not what the header says.
    bool take(QByteArray& decoded, qint64 most);
    /// What came so far is a whole body.
    bool isComplete() const { return m_ended || !m_began; }

private:
    ContentDecoder();
    bool begin();
    bool goesOn();

    const std::unique_ptr<z_stream_s> m_stream;
    QByteArray m_encoded;
    bool m_isGzip = false;
    bool m_began = false;   // something was put
    bool m_ended = false;   // its end was seen
    bool m_hasMore = false; // of the last input, for which there was no room
};

} // namespace lanescope::crawl
