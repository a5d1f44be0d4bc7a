// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Threads that a test starts together and joins together.

#include <QThread>

#include <functional>
#include <memory>
#include <vector>

namespace lanescope::testing {

using Threads = std::vector<std::unique_ptr<QThread>>;

inline Threads startAll(int count, const std::function<void(int)>& work)
{
    Threads threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back(QThread::create([=] { work(i); }));
        threads.back()->start();
    }
    return threads;
}

inline void joinAll(const Threads& threads)
{
    for (const auto& thread : threads)
        thread->wait();
}

/// For a moment that comes soon and of which nobody tells.
template <class Condition>
void yieldUntil(Condition&& condition)
{
    while (!condition())
        QThread::yieldCurrentThread();
}

} // namespace lanescope::testing
