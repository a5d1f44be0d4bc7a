// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/failing_child.h"

#include "core/scenario/processes/crash_scenario.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/worker_process.h"
#include "core/sync/wait_condition.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

constexpr int kSignOfLifeMs = 20;
constexpr int kExitCode = 3;

void giveSignOfLife()
{
    std::puts("alive");
    std::fflush(stdout);
}

void work(const LiveKnobs& knobs)
{
    const trace::Span span(trace::Recorder::intern("work"));
    for (int passed = 0; passed < knobs.integer("work_ms"); passed += kSignOfLifeMs) {
        giveSignOfLife();
        sync::sleepFor(std::chrono::milliseconds(kSignOfLifeMs));
    }
}

[[noreturn]] void crash()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none); // a crash that is meant leaves no core file
    std::signal(SIGSEGV, SIG_DFL);
    ::raise(SIGSEGV);
    ::_exit(1);
}

// Neither works nor listens.
[[noreturn]] void hang()
{
    std::signal(SIGTERM, SIG_IGN);
    const trace::Span span(trace::Recorder::intern("hangs"));
    for (;;)
        ::pause();
}

[[noreturn]] void flood()
{
    const trace::Span span(trace::Recorder::intern("floods"));
    static constexpr std::array<char, 4096> kNoise = [] { // whole lines
        constexpr std::string_view kLine = "noise and noise\n";
        std::array<char, 4096> noise{};
        for (std::size_t i = 0; i < noise.size(); ++i)
            noise[i] = kLine[i % kLine.size()];
        return noise;
    }();
    for (;;) {
        if (::write(STDOUT_FILENO, kNoise.data(), kNoise.size()) < 0)
            ::_exit(1);
    }
}

int failingMain(const QStringList& arguments)
{
    const auto failure = static_cast<Failure>(arguments.value(1).toInt());
    const QByteArray name = arguments.value(2).toUtf8();
    const auto opened = openBoard<SupervisedBoard>(arguments, name.constData());
    if (!opened)
        return 2;
    giveSignOfLife(); // also without work: from here on it is the child that is slow, not the start of its program
    work(LiveKnobs(opened.value()->knobs, CrashScenario::info().knobs));
    switch (failure) {
    case Failure::Crash:
        crash();
    case Failure::Hang:
        hang();
    case Failure::Flood:
        flood();
    case Failure::None:
    case Failure::Exit:
        break;
    }
    trace::Recorder::stop();
    return failure == Failure::Exit ? kExitCode : 0;
}

const bool kRegistered = [] {
    registerWorker(QLatin1StringView(kFailingWorker), failingMain);
    return true;
}();

} // namespace

QString failureWord(Failure failure)
{
    static const std::array<QString, kFailures> words{QStringLiteral("well"), QStringLiteral("exit"),
                                                      QStringLiteral("crash"), QStringLiteral("hang"),
                                                      QStringLiteral("flood")};
    return words[static_cast<std::size_t>(failure)];
}

} // namespace lanescope::scenario
