// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"
#include "core/crawl/pages/piece_taker.h"
#include "core/crawl/wire/content_decoder.h"

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace lanescope::crawl {

/// Takes the body of one answer from Qt, decodes it, and keeps it or hands it on: never more than is allowed, be it
/// before or after decoding, and of a large one only what a taker can still hold.
/// Threads: the downloader's.
class BodyIntake {
public:
    static constexpr qint64 kPieceBytes = 64 * 1024;
    /// Asked, once, for each body that is larger than kPieceBytes, whose header has come: who takes it. Nobody: it is
    /// kept, and is in the response.
    using Takers = std::function<std::shared_ptr<PieceTaker>(const Response&)>;

    enum class Beyond : std::uint8_t {
        IsTooLarge,
        DoesNotMatter, ///< what was allowed is enough; none of it goes to a taker
    };
    enum class Step : std::uint8_t {
        ReadAll, ///< all that has come
        Behind,  ///< the taker's; more is there
        TooLarge,
        Broken, ///< it cannot be decoded; see error()
    };

    /// Another answer, of which nothing has come.
    void begin(qint64 mostBytes, Beyond beyond);
    /// Its header says how the body is encoded.
    void expect(const QByteArray& contentEncoding) { m_encoding = contentEncoding; }
    /// Its header says how long it is. False: what it says is no number of bytes; see error().
    bool announce(const QByteArray& contentLength);
    /// Where Qt cannot tell by the length when the body ends; More if it can.
    enum class Length : std::uint8_t { More, Whole, TooLong };
    /// TooLong: see error().
    Length lengthSoFar(const Response& response);
    /// Reads what has come into the response, or past it to its taker.
    Step read(QIODevice& wire, Response& response, const Takers& takers);
    /// The last byte was read. False: the body is not whole; see error().
    bool endsWell();
    /// "5 of 9 bytes had come." Empty unless it is known that some are missing.
    QString shortfall(const Response& response) const;
    void forgetTaker() { m_taker.reset(); }

    /// True if what of the body has been read need not be kept: what is still to come may wait.
    bool mayWait(bool anybodyTakes) const { return anybodyTakes && m_beyond == Beyond::IsTooLarge; }
    qint64 mostBytes() const { return m_mostBytes; }
    bool isCut() const { return m_beyond == Beyond::DoesNotMatter; }
    const QString& error() const { return m_error; }

private:
    Step readPlain(QIODevice& wire, Response& response, const Takers& takers);
    Step readEncoded(QIODevice& wire, Response& response, const Takers& takers);
    bool feedDecoder(QIODevice& wire, Response& response);
    void handOver(Response& response, const Takers& takers);
    bool isBehind() const { return m_taker && m_taker->isBehind(); }
    Step broken(const QString& why);

    qint64 m_mostBytes = 0;
    Beyond m_beyond = Beyond::IsTooLarge;
    QByteArray m_encoding;
    std::unique_ptr<ContentDecoder> m_decoder;
    qint64 m_announced = -1; // as sent; -1: not known
    bool m_isOnUs = false;   // to know when it is whole
    std::shared_ptr<PieceTaker> m_taker;
    bool m_askedForTaker = false;
    QString m_error;
};

} // namespace lanescope::crawl
