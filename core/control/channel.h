// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCborMap>
#include <QObject>

class QLocalSocket;

namespace lanescope::control {

/// The words of the control protocol: each message is a CBOR map with "type" and the keys named here.
///
/// controller → lab: start {scenario, values, texts, seed, folder}, set {knob, number, text}, stop {}
/// lab → controller: hello {version, pid}, started {}, beat {}, applied {knob, number, text},
///                   log {level, line}, status {status}, result {result},
///                   done {result, failure, stuck}; stuck: threads of the run will never end
namespace message {
inline constexpr int kVersion = 2;
inline const QString kType = QStringLiteral("type");
inline const QString kHello = QStringLiteral("hello");
inline const QString kStart = QStringLiteral("start");
inline const QString kStarted = QStringLiteral("started");
inline const QString kBeat = QStringLiteral("beat");
inline const QString kSet = QStringLiteral("set");
inline const QString kApplied = QStringLiteral("applied");
inline const QString kStop = QStringLiteral("stop");
inline const QString kLog = QStringLiteral("log");
inline const QString kStatus = QStringLiteral("status");
inline const QString kResult = QStringLiteral("result");
inline const QString kDone = QStringLiteral("done");
} // namespace message

/// CBOR maps over a local socket, each behind its length (32 bits, big endian). Whoever is at the other end
/// is not trusted: a frame that is too long or is no map ends the channel. Threads: the socket's.
class Channel : public QObject {
    Q_OBJECT

public:
    static constexpr qsizetype kLargestFrame = 4 << 20;

    /// Takes the socket as its child.
    explicit Channel(QLocalSocket* socket, QObject* parent = nullptr);

    void send(const QCborMap& map);
    /// For the last message of a process: returns when it is written, at most after `milliseconds`.
    void flush(int milliseconds);

    /// What the other end wrote before it went; it may be there although nobody has told so yet.
    void readRest();

Q_SIGNALS:
    void received(const QCborMap& map);
    /// The other end broke the protocol; nothing more is read.
    void broken(const QString& why);
    void closed();

private:
    void read();

    QLocalSocket* m_socket;
    QByteArray m_buffer;
    bool m_broken = false;
};

} // namespace lanescope::control
