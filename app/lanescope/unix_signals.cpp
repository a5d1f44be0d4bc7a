// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/unix_signals.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace lanescope::app {
namespace {

std::array<int, 2> g_pipe{-1, -1};

void onSignal(int)
{
    const char byte = 1;
    // A full pipe means that more than enough is waiting to be read.
    [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], &byte, 1);
}

} // namespace

void onInterrupt(QObject* receiver, std::function<void(int)> react)
{
    if (g_pipe[0] < 0 && ::pipe2(g_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    auto* notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, receiver);
    QObject::connect(notifier, &QSocketNotifier::activated, receiver, [react = std::move(react), count = 0]() mutable {
        char byte = 0;
        while (::read(g_pipe[0], &byte, 1) == 1)
            react(++count);
    });
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    struct sigaction before {};
    sigaction(SIGHUP, nullptr, &before);
    if (before.sa_handler != SIG_IGN) // as nohup has it
        sigaction(SIGHUP, &action, nullptr);
}

} // namespace lanescope::app
