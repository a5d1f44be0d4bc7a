// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/process_pool.h"

#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace lanescope::scenario {
namespace {

// False when there will be no more.
bool takeTask(std::string& line)
{
    const trace::Wait wait(trace::WaitKind::QueueGet, trace::ObjectId::None);
    return static_cast<bool>(std::getline(std::cin, line));
}

} // namespace

int servePool(const QStringList& arguments, const std::function<QByteArray(const QByteArray& argument)>& function)
{
    trace::Recorder::startFromEnvironment(arguments.value(0).toStdString());
    for (std::string line; takeTask(line);) {
        const std::size_t space = line.find(' ');
        trace::flowIn(std::strtoull(line.c_str(), nullptr, 10));
        const std::string argument = space == std::string::npos ? std::string() : line.substr(space + 1);
        const trace::Span span(trace::Recorder::intern("task " + argument.substr(0, argument.find(' '))));
        const QByteArray answer = function(QByteArray::fromStdString(argument));
        std::fwrite(answer.constData(), 1, static_cast<std::size_t>(answer.size()), stdout);
        std::fputc('\n', stdout);
        std::fflush(stdout);
    }
    trace::Recorder::stop();
    return 0;
}

} // namespace lanescope::scenario
