// SPDX-License-Identifier: GPL-3.0-or-later
// A lab that behaves badly, for the tests of the controller: what it does is named by LANESCOPE_MISBEHAVE.
#include "core/control/channel.h"

#include <QCoreApplication>
#include <QLocalSocket>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

using lanescope::control::Channel;
namespace message = lanescope::control::message;

namespace {

void floodOutput()
{
    for (;;)
        std::puts("the same line over and over, faster than anybody can read it");
}

// Several thousand lines a second, for as long as it lives.
void floodLog(Channel& channel)
{
    auto* timer = new QTimer(&channel);
    QObject::connect(timer, &QTimer::timeout, &channel, [&channel] {
        for (int i = 0; i < 100; ++i)
            channel.send({{message::kType, message::kLog}, {QStringLiteral("line"), QStringLiteral("again")}});
    });
    timer->start(5);
}

void afterStart(const QByteArray& how, QLocalSocket& socket, Channel& channel)
{
    if (how == "crash") {
        std::signal(SIGSEGV, SIG_DFL); // a sanitizer's handler would turn it into an exit
        std::raise(SIGSEGV);
    } else if (how == "exit3")
        std::_Exit(3);
    else if (how == "hang")
        ::raise(SIGSTOP);
    else if (how == "flood")
        floodOutput();
    else if (how == "huge-frame")
        socket.write(QByteArray::fromHex("7fffffff"));
    else if (how == "garbage")
        socket.write(QByteArray::fromHex("00000004") + "\xff\xfe\xfd\xfc");
    else if (how == "unknown-message")
        channel.send({{message::kType, QStringLiteral("surprise")}});
    else if (how == "lying-knob")
        channel.send({{message::kType, message::kApplied}, {QStringLiteral("knob"), 4711}});
    else if (how == "makes-up-changes")
        channel.send({{message::kType, message::kApplied}, {QStringLiteral("knob"), 0}, {QStringLiteral("number"), 2}});
    else if (how == "flood-log")
        floodLog(channel);
    // "ignore-stop" goes on for ever, beating.
}

} // namespace

int main(int argc, char* argv[])
{
    const QByteArray how = qgetenv("LANESCOPE_MISBEHAVE");
    if (how == "silent")
        for (;;)
            ::pause();
    if (how == "exit-at-once")
        return 7;
    QCoreApplication application(argc, argv);
    auto* socket = new QLocalSocket;
    Channel channel(socket);
    socket->connectToServer(application.arguments().value(2));
    socket->waitForConnected();
    QObject::connect(&channel, &Channel::received, &channel, [&](const QCborMap& map) {
        if (map[message::kType].toString() != message::kStart)
            return;
        channel.send({{message::kType, message::kStarted}});
        afterStart(how, *socket, channel);
    });
    channel.send({{message::kType, message::kHello}, {QStringLiteral("version"), message::kVersion}});
    QTimer beat;
    QObject::connect(&beat, &QTimer::timeout, &channel, [&] { channel.send({{message::kType, message::kBeat}}); });
    beat.start(200);
    return application.exec();
}
