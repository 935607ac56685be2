Feature: §5 Late payments

  Background:
    Given the facts of "../facts/thursday.yaml"

  @REMIND-01 @REMIND-02
  Scenario: Ten days late and never reminded
    Given the delay of loan L-1 is 10 days
    When the law decides
    Then it is proposed to send a reminder about loan L-1 because of REMIND-01 with:
      | balance | $4,000 |
    And it is intended to send a reminder about loan L-1
    And it is not proposed to send a reminder about loan L-2
    And no alarm is raised

  @REMIND-01
  Scenario Outline: No reminder: <reason>
    Given the facts of loan L-1 are:
      | delay         | <delay>    |
      | last reminder | <reminded> |
    When the law decides
    Then it is not proposed to send a reminder about loan L-1
    And REMIND-01 does not decide

    Examples:
      | reason           | delay   | reminded   |
      | nine days        | 9 days  | none       |
      | reminded already | 12 days | 2026-04-10 |

  @REMIND-01
  Scenario: Nobody is reminded of a delay that is not known, and somebody should look
    Given the delay of loan L-1 is unknown
    When the law decides
    Then it is not proposed to send a reminder about loan L-1
    And an alarm names REMIND-01 for loan L-1
    And no alarm names BUDGET-01

  @REMIND-02
  Scenario: Nothing owed, nothing to remind of
    Given the balance of loan L-1 is $0
    When the law decides
    Then it is proposed to send a reminder about loan L-1
    And it is not permitted to send a reminder about loan L-1 because of REMIND-02
    And it is not intended to send a reminder about loan L-1 because of REMIND-02

  @REMIND-02
  Scenario: A cent that is owed is enough to be reminded of
    Given the balance of loan L-1 is $0.01
    When the law decides
    Then it is permitted to send a reminder about loan L-1 only because of REMIND-02
    And REMIND-02 decides for loan L-1
