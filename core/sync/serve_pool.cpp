// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/serve_pool.h"

#include "core/sync/task_frame.h"
#include "core/trace/probes.h"

#include <array>
#include <cerrno>
#include <unistd.h>

namespace lanescope::sync {
namespace {

constexpr qsizetype kLongestName = 40;

// What the work prints is no answer: it goes where errors go, and the pipe to the pool gets another number.
int keepTheAnswersApart()
{
    const int answers = ::dup(STDOUT_FILENO);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    return answers;
}

// Nothing when there will be no more, or when what comes is no task.
std::optional<TaskFrame> takeTask(TaskFrameReader& reader)
{
    const trace::Wait wait(trace::WaitKind::QueueGet, trace::ObjectId::None);
    std::array<char, 4096> buffer{};
    for (;;) {
        Result<std::optional<TaskFrame>> task = reader.next();
        if (!task || task.value())
            return task ? std::move(task).value() : std::nullopt;
        const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (size > 0)
            reader.take(QByteArray(buffer.data(), size));
        else if (size == 0 || errno != EINTR)
            return std::nullopt;
    }
}

bool writeAll(int descriptor, const QByteArray& bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t size =
            ::write(descriptor, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        if (size >= 0)
            done += size;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

TaskFrame answerTo(const TaskFrame& task, const PoolFunction& function)
{
    const QByteArray firstWord = task.payload.left(kLongestName).split(' ').first();
    const trace::Span span(trace::Recorder::intern("task " + firstWord.toStdString()));
    try {
        return {kReturned, function(task.payload)};
    } catch (const std::exception& raised) {
        return {kRaised, raised.what()};
    }
}

} // namespace

int servePool(const QString& name, const PoolFunction& function)
{
    const int answers = keepTheAnswersApart();
    trace::Recorder::startFromEnvironment(name.toStdString());
    trace::Recorder::nameProcess(name.toStdString()); // so that ps and top call it the same
    trace::Recorder::nameThread(name.toStdString());
    TaskFrameReader reader;
    while (const std::optional<TaskFrame> task = takeTask(reader)) {
        trace::flowIn(task->number);
        if (!writeAll(answers, answerTo(*task, function).bytes()))
            break; // nobody waits for it any more
    }
    trace::Recorder::stop();
    return 0;
}

} // namespace lanescope::sync
