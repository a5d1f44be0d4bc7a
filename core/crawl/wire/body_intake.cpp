// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/body_intake.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QLocale>

#include <algorithm>
#include <utility>

namespace lanescope::crawl {

namespace {

/// Of what is encoded: 16 KiB may be 16 MiB.
constexpr qint64 kEncodedBytes = 16 * 1024;

QString tr(const char* text)
{
    return QCoreApplication::translate("BodyIntake", text);
}

/// How many there were.
qint64 append(QByteArray& body, QIODevice& wire, qint64 bytes)
{
    const qsizetype before = body.size();
    body.resize(before + bytes);
    const qint64 got = std::max<qint64>(wire.read(body.data() + before, bytes), 0);
    body.truncate(before + got);
    return got;
}

} // namespace

void BodyIntake::begin(qint64 mostBytes, Beyond beyond)
{
    *this = BodyIntake();
    m_mostBytes = mostBytes;
    m_beyond = beyond;
}

/// Qt takes whatever is no number for "until the connection closes", and −5 as well. The same number twice is one
/// (RFC 9112, 6.3), which Qt does not know either.
bool BodyIntake::announce(const QByteArray& contentLength)
{
    const QList<QByteArray> members = contentLength.split(',');
    const QByteArray number = members.first().trimmed();
    const bool isOne = std::ranges::all_of(members, [&](const QByteArray& each) { return each.trimmed() == number; });
    const bool isDigits = !number.isEmpty() && std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
    bool isNumber = false;
    const qint64 announced = number.toLongLong(&isNumber);
    if (!isOne || !isDigits || !isNumber) {
        m_error = tr("Its Content-Length is “%1”, which is no number of bytes.")
                      .arg(QString::fromLatin1(contentLength.left(40)));
        return false;
    }
    m_announced = announced;
    m_isOnUs = members.size() > 1;
    return true;
}

BodyIntake::Length BodyIntake::lengthSoFar(const Response& response)
{
    const qint64 got = response.wireBytes;
    if (!m_isOnUs || got < m_announced)
        return Length::More;
    if (got == m_announced)
        return Length::Whole;
    m_error = tr("The body is longer than the %1 bytes of its Content-Length.").arg(QLocale().toString(m_announced));
    return Length::TooLong;
}

QString BodyIntake::shortfall(const Response& response) const
{
    const qint64 got = response.wireBytes;
    if (m_announced < 0 || got >= m_announced)
        return {};
    return tr("%1 of %2 bytes had come.").arg(QLocale().toString(got), QLocale().toString(m_announced));
}

BodyIntake::Step BodyIntake::broken(const QString& why)
{
    m_error = why;
    return Step::Broken;
}

BodyIntake::Step BodyIntake::read(QIODevice& wire, Response& response, const Takers& takers)
{
    if (!ContentDecoder::isNeededFor(m_encoding))
        return readPlain(wire, response, takers);
    if (!m_decoder)
        m_decoder = ContentDecoder::of(m_encoding);
    if (!m_decoder)
        return broken(tr("The body is encoded in a way that nobody asked for: %1.")
                          .arg(QString::fromLatin1(m_encoding.left(40))));
    response.wasEncoded = true;
    return readEncoded(wire, response, takers);
}

BodyIntake::Step BodyIntake::readPlain(QIODevice& wire, Response& response, const Takers& takers)
{
    const qint64 room = m_mostBytes - response.received();
    const qint64 available = wire.bytesAvailable();
    if (available <= room && isBehind())
        return Step::Behind;
    response.wireBytes += append(response.body, wire, std::min(available, room));
    if (available > room)
        return Step::TooLarge;
    if (response.body.size() >= kPieceBytes)
        handOver(response, takers);
    return Step::ReadAll;
}

/// False: nothing has come.
bool BodyIntake::feedDecoder(QIODevice& wire, Response& response)
{
    if (!m_decoder->isHungry())
        return true;
    QByteArray encoded;
    response.wireBytes += append(encoded, wire, std::min(wire.bytesAvailable(), kEncodedBytes));
    if (encoded.isEmpty())
        return false;
    m_decoder->put(std::move(encoded));
    return true;
}

BodyIntake::Step BodyIntake::readEncoded(QIODevice& wire, Response& response, const Takers& takers)
{
    while (true) {
        if (isBehind())
            return Step::Behind;
        if (!feedDecoder(wire, response))
            return Step::ReadAll;
        const qint64 room = m_mostBytes - response.received();
        if (!m_decoder->take(response.body, std::min(room + 1, kPieceBytes)))
            return broken(tr("The body is not %1 as its header says.").arg(QString::fromLatin1(m_encoding)));
        if (response.received() > m_mostBytes || response.wireBytes > m_mostBytes) {
            response.body.truncate(std::min<qsizetype>(response.body.size(), m_mostBytes - response.takenBytes));
            return Step::TooLarge;
        }
        if (response.body.size() >= kPieceBytes)
            handOver(response, takers);
    }
}

bool BodyIntake::endsWell()
{
    if (!m_decoder || m_decoder->isComplete())
        return true;
    m_error = tr("The body ends before what is compressed in it does.");
    return false;
}

/// Small bodies, and those that nobody takes, are kept as a whole.
void BodyIntake::handOver(Response& response, const Takers& takers)
{
    if (!std::exchange(m_askedForTaker, true) && takers && !isCut())
        m_taker = takers(response);
    if (!m_taker)
        return;
    response.takenBytes += response.body.size();
    m_taker->take(std::exchange(response.body, {}));
}

} // namespace lanescope::crawl
