// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/line_limit.h"
#include "core/control/run_request.h"
#include "core/trace/result.h"

#include <QCborMap>
#include <QJsonObject>
#include <QLocalServer>

#include <memory>

namespace lanescope::control {

class Channel;

/// The last words of a run.
struct LastWords {
    QJsonObject result;
    QString failure;    ///< for people; empty when the scenario did what it should
    bool stuck = false; ///< threads of the run will never end
};

/// The controller's end of the control protocol for one lab: words in, checked messages out. Whatever is not in order
/// (a message that is unknown, or comes when it should not) ends the link with broken(). Threads: the one it lives in.
class LabLink : public QObject {
    Q_OBJECT

public:
    LabLink();
    ~LabLink() override;

    /// Waits for the lab at a socket in this folder.
    Status listen(const QString& folder);
    QString socketName() const { return m_server.fullServerName(); }

    /// `folder` is where the lab puts its segments; empty: it records nothing.
    void sendStart(const RunRequest& request, const QString& folder);
    void sendSet(int knob, const scenario::KnobValue& value);
    void sendStop();
    /// What the lab wrote before it ended; it may be there although nobody has told so yet.
    void readRest();
    /// The lab has said its last words.
    bool isDone() const { return m_stage == Stage::Done; }

Q_SIGNALS:
    void heard();
    void hello();
    void started();
    void applied(int knob, const lanescope::scenario::KnobValue& value);
    void log(int level, const QString& line);
    void status(const QJsonObject& status);
    void resultSoFar(const QJsonObject& result);
    void done(const lanescope::control::LastWords& last);
    /// A sentence for people.
    void broken(const QString& sentence);

private:
    enum class Stage { Expected, Greeted, Started, Done };

    void takeConnection();
    void take(const QCborMap& map);
    bool takeStage(const QString& type, const QCborMap& map);
    bool takeNews(const QString& type, const QCborMap& map);
    void takeLog(const QCborMap& map);
    bool takeApplied(const QCborMap& map);
    void breakOff(const QString& why);
    void send(const QCborMap& map);

    QLocalServer m_server;
    std::unique_ptr<Channel> m_channel;
    Stage m_stage = Stage::Expected;
    int m_unanswered = 0; ///< knobs that were set and not yet applied
    LineLimit m_logLimit;
};

} // namespace lanescope::control
