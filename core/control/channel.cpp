// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/channel.h"

#include <QCborValue>
#include <QDeadlineTimer>
#include <QLocalSocket>
#include <QtEndian>

namespace lanescope::control {
namespace {

constexpr qsizetype kLengthBytes = 4;

} // namespace

Channel::Channel(QLocalSocket* socket, QObject* parent)
    : QObject(parent)
    , m_socket(socket)
{
    socket->setParent(this);
    socket->setReadBufferSize(kLargestFrame);
    connect(socket, &QLocalSocket::readyRead, this, &Channel::read);
    connect(socket, &QLocalSocket::disconnected, this, &Channel::closed);
}

void Channel::send(const QCborMap& map)
{
    const QByteArray body = map.toCborValue().toCbor();
    QByteArray frame(kLengthBytes, Qt::Uninitialized);
    qToBigEndian(static_cast<quint32>(body.size()), frame.data());
    m_socket->write(frame + body);
}

void Channel::flush(int milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    while (m_socket->bytesToWrite() > 0 && !deadline.hasExpired()) {
        if (!m_socket->waitForBytesWritten(static_cast<int>(deadline.remainingTime())))
            return;
    }
}

void Channel::readRest()
{
    while (m_socket->bytesAvailable() > 0 || m_socket->waitForReadyRead(0))
        read();
}

void Channel::read()
{
    m_buffer += m_socket->readAll();
    while (!m_broken && m_buffer.size() >= kLengthBytes) {
        const auto length = static_cast<qsizetype>(qFromBigEndian<quint32>(m_buffer.constData()));
        QString why;
        if (length > kLargestFrame)
            why = tr("a message of %1 bytes").arg(length);
        else if (m_buffer.size() < kLengthBytes + length)
            return;
        QCborParserError error;
        const QCborValue value =
            why.isEmpty() ? QCborValue::fromCbor(m_buffer.mid(kLengthBytes, length), &error) : QCborValue();
        if (why.isEmpty() && (error.error != QCborError::NoError || !value.isMap()))
            why = tr("a message that is no CBOR map");
        if (!why.isEmpty()) {
            m_broken = true;
            m_buffer.clear();
            Q_EMIT broken(why);
            return;
        }
        m_buffer.remove(0, kLengthBytes + length);
        Q_EMIT received(value.toMap());
    }
}

} // namespace lanescope::control
