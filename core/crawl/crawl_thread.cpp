// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_thread.h"

#include "core/sync/event_loop_probe.h"

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {
/// A site where nothing can be fetched would be asked again in a tight loop.
constexpr int kPauseAfterNothingMs = 250;
} // namespace

void CrawlThread::EndThread::operator()(QThread* thread) const
{
    thread->quit();
    thread->wait();
    delete thread;
}

CrawlThread::CrawlThread(const Settings& settings, QObject* parent, const std::string& prefix)
    : QObject(parent)
    , m_thread(new QThread)
{
    const std::string name = prefix + "net";
    m_thread->setObjectName(QString::fromStdString(name));
    // Made here and moved, then told to name its thread there: the first thing that happens in it.
    m_engine = new Engine(settings, nullptr, prefix);
    m_engine->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::started, m_engine, [engine = m_engine, name] {
        trace::Recorder::nameThread(name);
        new sync::EventLoopProbe(engine);
    });
    connect(m_thread.get(), &QThread::finished, m_engine, &QObject::deleteLater);
    connect(m_engine, &Engine::capsKept, this, &CrawlThread::capsKept);
    connect(m_engine, &Engine::noted, this, &CrawlThread::noted);
    connect(m_engine, &Engine::sampled, this, &CrawlThread::sampled);
    connect(m_engine, &Engine::finished, m_engine, [this](const QString& reason) { roundOver(reason); });
    m_thread->start();
}

CrawlThread::~CrawlThread() = default;

void CrawlThread::onUrlDone(std::function<void(const Response&)> listener)
{
    connect(m_engine, &Engine::urlDone, m_engine, std::move(listener));
}

void CrawlThread::start(const std::vector<Url>& urls, Repeat repeat)
{
    QMetaObject::invokeMethod(m_engine, [this, urls, repeat] {
        m_urls = urls;
        m_repeat = repeat;
        m_stopping = false;
        m_sinceStart.start();
        {
            const std::lock_guard lock(m_mutex);
            m_earlier = Statistics();
            m_rounds = 0;
        }
        startRound();
    });
}

void CrawlThread::startRound()
{
    if (m_stopping)
        return;
    const std::lock_guard lock(m_mutex);
    const double seconds = static_cast<double>(m_sinceStart.nsecsElapsed()) * 1e-9;
    m_engine->start(m_urls, {m_earlier.received(), m_earlier.errors(), seconds});
    m_running = true;
}

void CrawlThread::stop()
{
    QMetaObject::invokeMethod(m_engine, [this] {
        m_stopping = true;
        if (m_engine->isRunning())
            m_engine->stop();
        else
            Q_EMIT over(u"shutdown"_s);
    });
}

void CrawlThread::roundOver(const QString& reason)
{
    const Statistics round = m_engine->progress().statistics;
    {
        const std::lock_guard lock(m_mutex);
        m_earlier.add(round);
        ++m_rounds;
        m_running = false;
    }
    const bool isLimited = reason != u"finished"_s;
    if (m_repeat == Repeat::Once || m_stopping || isLimited) {
        Q_EMIT over(reason);
        return;
    }
    if (round.pages() > 0)
        startRound();
    else
        QTimer::singleShot(kPauseAfterNothingMs, m_engine, [this] { startRound(); });
}

Statistics CrawlThread::total() const
{
    const std::lock_guard lock(m_mutex);
    Statistics sum = m_earlier;
    if (m_running)
        sum.add(m_engine->progress().statistics);
    return sum;
}

int CrawlThread::rounds() const
{
    const std::lock_guard lock(m_mutex);
    return m_rounds;
}

} // namespace lanescope::crawl
